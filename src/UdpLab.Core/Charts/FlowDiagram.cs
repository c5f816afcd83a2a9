namespace UdpLab;

/// <summary>How packets go from stage to stage, and where they are lost.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Nodes">The stages and the losses.</param>
/// <param name="Links">From one to another, without a cycle.</param>
internal sealed record FlowDiagram(string Title, IReadOnlyList<FlowNode> Nodes, IReadOnlyList<FlowLink> Links);

/// <summary>A stage or a loss.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsLoss">Packets end here that should not.</param>
internal sealed record FlowNode(string Name, bool IsLoss = false);

/// <summary>Packets that go from one node to another.</summary>
/// <param name="From">The index of a node.</param>
/// <param name="To">The index of another.</param>
/// <param name="Packets">More than 0.</param>
internal sealed record FlowLink(int From, int To, long Packets);
