// The engine's loader registers a TypeScript compiler that knows neither ES modules nor type stripping. Behind this plain
// module Node itself loads the rest.
import "./index.ts";
