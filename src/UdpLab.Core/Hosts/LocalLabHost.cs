namespace UdpLab;

/// <summary>This machine.</summary>
internal sealed class LocalLabHost : LabHost
{
    /// <summary>Its name in every session.</summary>
    public const string LocalName = "local";

    private LocalLabHost()
    {
    }

    public static LocalLabHost Instance { get; } = new();

    public override string Name => LocalName;

    public override LabHostKind Kind => LabHostKind.Local;

    private protected override AgentSession StartAgent() => AgentSession.Open(Name, LocalAgentChannel.Start(Name, []));
}
