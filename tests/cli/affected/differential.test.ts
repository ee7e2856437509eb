// Some edits in every run; `npm run test:deep` makes up thousands (differential.deep.ts).
import { saysTheSame } from "./differential-suite.ts";

saysTheSame(150, 1);
