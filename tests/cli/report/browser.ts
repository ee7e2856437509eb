// A real Chromium without a window. Where there is none, the tests say why and are skipped, and counted as skipped.
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

/** Debian's, and what others call it. */
const PATHS = [
  process.env["STRONGROOM_CHROMIUM"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

export async function openBrowser(): Promise<Browser | string> {
  const executablePath = PATHS.find((path) => path !== "" && existsSync(path));
  if (executablePath === undefined) {
    return `there is no Chromium; install Debian's package "chromium", or name one in STRONGROOM_CHROMIUM`;
  }
  try {
    // Root has no user namespace to put the sandbox into; the page is our own, from a file.
    return await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
  } catch (error) {
    return `${executablePath} does not start: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`;
  }
}
