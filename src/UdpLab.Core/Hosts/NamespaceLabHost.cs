namespace UdpLab;

/// <summary>A network namespace of this machine, by its ip-netns(8) name.</summary>
internal sealed class NamespaceLabHost(string name, string networkNamespace, string? testbed = null) : LabHost
{
    /// <summary>Prefix of the names of testbeds' namespaces.</summary>
    public const string Prefix = "udplab-";
    private const string Folder = "/run/netns";

    public override string Name => name;

    public override LabHostKind Kind => LabHostKind.Namespace;

    /// <summary>The name of the network namespace.</summary>
    public string NetworkNamespace => networkNamespace;

    internal override string? Testbed => testbed;

    /// <summary>Names of the hosts of all testbeds on this machine, from any session.</summary>
    public static IEnumerable<string> OfTestbeds()
    {
        string[] files = Directory.Exists(Folder) ? Directory.GetFiles(Folder, Prefix + "*") : [];
        return files.Select(file => Path.GetFileName(file)[Prefix.Length..])
            .Where(name => name.EndsWith("-gen", StringComparison.Ordinal) || name.EndsWith("-sink", StringComparison.Ordinal));
    }

    /// <summary>A testbed's host: bed1-sink is the namespace udplab-bed1-sink.</summary>
    public static NamespaceLabHost OfTestbed(string name) => new(name, Prefix + name, name[..name.LastIndexOf('-')]);

    private protected override AgentSession StartAgent() => AgentSession.Open(Name, LocalAgentChannel.Start(Name, ["--netns", networkNamespace]));
}
