namespace UdpLab;

/// <summary>A network namespace in a guest: its agents enter it.</summary>
/// <param name="host">Its description.</param>
/// <param name="guest">The guest.</param>
internal sealed class GuestSpaceLink(NamespaceLabHost host, GuestLink guest) : HostLink(host)
{
    private readonly IdleAgents _idle = new(IdleAgents.LongTime, _ => true, TimeProvider.System);

    /// <summary>The guest.</summary>
    public GuestLink Guest => guest;

    public override LabHostState State => guest.State;

    public override void EndIdle() => _idle.End();

    public override bool Settle() => _idle.Settle();

    public override LabException Gone() => guest.Gone();

    private protected override AgentSession StartAgent() => guest.StartAgent(_idle, ["--netns", host.NetworkNamespace]);
}
