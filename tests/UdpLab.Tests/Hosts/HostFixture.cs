namespace UdpLab.Tests.Hosts;

/// <summary>One host of each kind, by its name in a session.</summary>
public sealed class HostFixture : IDisposable
{
    private readonly SshHome _home = new();
    private readonly SshServer? _server;
    private readonly Bed _bed = new();

    public HostFixture()
    {
        if (Environment.IsPrivilegedProcess)
        {
            _server = new SshServer();
            File.Copy(_server.KnownHosts, _home.KnownHosts);
            _ = _bed.Session.Give(_server.Connect("root", "-Name far"));
        }
    }

    public SshServer Server => _server!;

    public Session Session => _bed.Session;

    /// <summary>The kinds of hosts, and how a script refers to one.</summary>
    public static TheoryData<string, string> Kinds => new() { { "Local", "local" }, { "Namespace", "$bed.Sink" }, { "Ssh", "far" } };

    public void Dispose()
    {
        if (_server is not null)
        {
            _ = _bed.Session.Give("Disconnect-LabHost far");
        }

        _bed.Dispose();
        _server?.Dispose();
        _home.Dispose();
    }
}
