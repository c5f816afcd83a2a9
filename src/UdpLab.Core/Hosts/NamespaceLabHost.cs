namespace UdpLab;

/// <summary>A network namespace of this machine, as ip-netns(8) names it.</summary>
internal sealed class NamespaceLabHost(string name, string networkNamespace) : LabHost
{
    public override string Name => name;

    public override LabHostKind Kind => LabHostKind.Namespace;

    internal override IReadOnlyList<string> AgentArguments => ["--netns", networkNamespace];
}
