// The policy pack itself: `pulumi preview --policy-pack policy`.
import { PolicyPack } from "@pulumi/policy";
import { packArgs } from "./pack.ts";

new PolicyPack("strongroom", packArgs());
