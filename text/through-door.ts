// node text/through-door.ts [PREFIX]: lets standard input through the door, for the scripts that print what others have chosen.
import { throughDoor } from "./door.ts";

await throughDoor(process.stdin, process.stdout, process.argv[2]);
