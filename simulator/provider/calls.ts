// How a call over gRPC ends: with an answer, or with one sentence.
import * as grpc from "@grpc/grpc-js";
import { ProviderError } from "../model/errors.ts";

type Handler<Request, Response> = (request: Request, peer: string) => Response | Promise<Response>;

export function unary<Request, Response>(handler: Handler<Request, Response>): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    void (async () => {
      try {
        callback(null, await handler(call.request, call.getPeer()));
      } catch (error) {
        callback({ code: grpc.status.UNKNOWN, details: messageOf(error) });
      }
    })();
  };
}

export function refuse(reason: string): grpc.handleUnaryCall<unknown, unknown> {
  return (_call, callback) => {
    callback({ code: grpc.status.UNIMPLEMENTED, details: reason });
  };
}

/** One sentence; a defect of the simulator itself says so. */
function messageOf(error: unknown): string {
  if (error instanceof ProviderError || (error instanceof Error && error.message.startsWith("Status=")))
    return error.message;
  if (error instanceof Error && error.message.startsWith("simulated Azure")) return error.message;
  return `simulated Azure failed by itself: ${error instanceof Error ? error.message : String(error)}`;
}
