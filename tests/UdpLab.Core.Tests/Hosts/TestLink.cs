namespace UdpLab.Tests;

/// <summary>A link to a host made by tests, which is used wherever a host is. Tests run in parallel, with hosts of the same name.</summary>
internal abstract class TestLink : HostLink
{
    private static int _count;

    protected TestLink(string name)
        : base(new NamespaceLabHost { Name = name, NetworkNamespace = $"test-{Interlocked.Increment(ref _count)}", Kernel = FakeAgent.Hello.Kernel }) => HostLinks.Add(this);

    public static implicit operator LabHost(TestLink link) => link.Host;
}
