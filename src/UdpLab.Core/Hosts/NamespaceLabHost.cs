namespace UdpLab;

/// <summary>A network namespace of this machine, as ip-netns(8) names it.</summary>
internal sealed class NamespaceLabHost(string name, string networkNamespace, string? testbed = null) : LabHost
{
    public override string Name => name;

    public override LabHostKind Kind => LabHostKind.Namespace;

    /// <summary>The namespace's own name.</summary>
    public string NetworkNamespace => networkNamespace;

    internal override string? Testbed => testbed;

    private protected override AgentSession StartAgent() => AgentSession.Open(Name, LocalAgentChannel.Start(Name, ["--netns", networkNamespace]));
}
