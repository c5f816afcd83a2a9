namespace UdpLab.Tests.Hosts;

/// <summary>A server, a home folder that does not know it, and a session.</summary>
public sealed class SshFixture : IDisposable
{
    private readonly SshHome? _home;
    private readonly SshServer? _server;
    private readonly Session _session = new();

    public SshFixture()
    {
        if (Environment.IsPrivilegedProcess)
        {
            _home = new SshHome();
            _server = new SshServer();
        }
    }

    public SshHome Home
    {
        get
        {
            Machine.RequireRoot();
            return _home!;
        }
    }

    public SshServer Server
    {
        get
        {
            Machine.RequireRoot();
            return _server!;
        }
    }

    public Session Session => _session;

    /// <summary>Makes the server's keys, and no others, known.</summary>
    public void Trust()
    {
        File.Copy(Server.KnownHosts, Home.KnownHosts, overwrite: true);
        File.Delete(Home.Config);
    }

    /// <summary>The output of a command there, run by OpenSSH.</summary>
    public string Run(string user, string command) => Tool.Run(
        "ssh", "-o", "BatchMode=yes", "-o", $"UserKnownHostsFile={Server.KnownHosts}", "-F", "none", "-i", Server.Key(), "-p", Server.Port, $"{user}@{Server.Address}", command);

    public void Dispose()
    {
        _session.Run("Get-LabHost | Where-Object Kind -eq Ssh | Disconnect-LabHost");
        _session.Dispose();
        _server?.Dispose();
        _home?.Dispose();
    }
}
