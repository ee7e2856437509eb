import { expect } from "chai";
import { type Azure, refusal, type Made } from "./harness.ts";
import { freshAzure, inGroup, VNET } from "./fixtures.ts";

const PEERING = "azure-native:network:VirtualNetworkPeering";

describe("simulated peerings", () => {
  let azure: Azure;
  let home: Made;
  let paired: Made;

  const vnet = (name: string, addressPrefix: string): Promise<Made> =>
    azure.create(VNET, { ...inGroup, virtualNetworkName: name, addressSpace: { addressPrefixes: [addressPrefix] } });
  const inputs = (from: string, to: Pick<Made, "id">, name = "peering") => ({
    ...inGroup,
    virtualNetworkName: from,
    virtualNetworkPeeringName: name,
    remoteVirtualNetwork: { id: to.id },
  });
  const peer = (from: string, to: Pick<Made, "id">, name?: string): Promise<Made> =>
    azure.create(PEERING, inputs(from, to, name));
  const stateOf = async (peering: Made): Promise<unknown> =>
    (await azure.read(PEERING, peering))?.outputs["peeringState"];

  freshAzure(async (started) => {
    azure = started;
    home = await vnet("home", "10.0.0.0/16");
    paired = await vnet("paired", "10.1.0.0/16");
  });

  it("are initiated by the first and connected by the second", async () => {
    const there = await peer("home", paired);
    expect(there.outputs).to.include({ peeringState: "Initiated", peeringSyncLevel: "RemoteNotInSync" });

    const back = await peer("paired", home);

    expect(back.outputs["peeringState"]).to.equal("Connected");
    expect(await stateOf(there)).to.equal("Connected");
  });

  it("show a refresh the state that changed, which azure-native takes for an input", async () => {
    const there = await peer("home", paired);
    await peer("paired", home);

    const read = await azure.read(PEERING, there, inputs("home", paired));

    expect(read?.inputs).to.include({ peeringState: "Connected" });
  });

  it("are in the state that they are in, whatever the program says of it", async () => {
    const said = { ...inputs("home", paired), peeringState: "Connected" };

    expect((await azure.create(PEERING, said)).outputs["peeringState"]).to.equal("Initiated");
  });

  it("allow access to the network alone where nothing else is said", async () => {
    expect((await peer("home", paired)).outputs).to.include({
      allowVirtualNetworkAccess: true,
      allowForwardedTraffic: false,
      allowGatewayTransit: false,
      useRemoteGateways: false,
    });
  });

  it("refuse a network that is not there, on either side", async () => {
    expect(await refusal(peer("home", { id: `${paired.id}-none` }))).to.contain("InvalidResourceReference");
    expect(await refusal(peer("none", paired))).to.contain("NotFound");
  });

  it("refuse a network's peering with itself, and a body that names no other", async () => {
    expect(await refusal(peer("home", home))).to.contain("no peering with itself");
    expect(
      await refusal(
        azure.create(PEERING, { ...inGroup, virtualNetworkName: "home", virtualNetworkPeeringName: "peering" }),
      ),
    ).to.contain("names no remote virtual network");
  });

  it("refuse ranges that overlap", async () => {
    const other = await vnet("other", "10.0.128.0/20");

    expect(await refusal(peer("home", other)))
      .to.contain("VnetAddressSpacesOverlap")
      .and.contain("10.0.0.0/16");
  });

  it("refuse a name that is taken, a second one to the same network, and a name that is none", async () => {
    await peer("home", paired);

    expect(await refusal(peer("home", paired))).to.contain("cannot create already existing resource");
    expect(await refusal(peer("home", paired, "second"))).to.contain("AnotherPeeringAlreadyReferencesRemoteVnet");
    expect(await refusal(peer("paired", home, "-peering"))).to.contain("InvalidResourceName");
  });

  it("refuse to be led elsewhere", async () => {
    const there = await peer("home", paired);
    const other = await vnet("other", "10.2.0.0/16");

    expect(await refusal(azure.update(PEERING, there, inputs("home", other)))).to.contain(
      "ChangingRemoteVirtualNetworkNotAllowed",
    );
  });

  it("are disconnected when the other goes, and in its way until they are written again", async () => {
    const there = await peer("home", paired);
    const back = await peer("paired", home);
    await azure.delete(PEERING, back);

    expect(await stateOf(there)).to.equal("Disconnected");
    expect(await refusal(peer("paired", home))).to.contain("RemotePeeringIsDisconnected");

    await azure.update(PEERING, there, inputs("home", paired));
    expect(await stateOf(there)).to.equal("Initiated");
    expect((await peer("paired", home)).outputs["peeringState"]).to.equal("Connected");
  });

  it("go with their network, and leave the other's disconnected", async () => {
    const there = await peer("home", paired);
    const back = await peer("paired", home);

    await azure.delete(VNET, paired);

    expect(await azure.read(PEERING, back)).to.equal(undefined);
    expect(await stateOf(there)).to.equal("Disconnected");
  });
});
