namespace UdpLab.Tests;

/// <summary>A home folder for this process alone, with ssh's files; the real one is never touched.</summary>
public sealed class SshHome : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable("HOME");

    public SshHome()
    {
        Folder = Path.Combine(Path.GetTempPath(), "udplab-home-" + Guid.NewGuid().ToString("N")[..10]);
        Directory.CreateDirectory(Path.Combine(Folder, ".ssh"));
        Environment.SetEnvironmentVariable("HOME", Folder);
    }

    public string Folder { get; }

    public string KnownHosts => Path.Combine(Folder, ".ssh", "known_hosts");

    public string Config => Path.Combine(Folder, ".ssh", "config");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("HOME", _before);
        Directory.Delete(Folder, recursive: true);
    }
}
