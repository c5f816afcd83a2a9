namespace UdpLab.Tests.Guest;

/// <summary>A session with a guest that has Debian's kernel for arm64, and the agent for arm64 as its first process. What it needs is there after tests/package.sh.</summary>
public sealed class ArmGuestFixture : IDisposable
{
    public const string Emulator = "qemu-system-aarch64";
    private bool _isUp;

    /// <summary>The agent for arm64, if it was built.</summary>
    public static string Agent { get; } = Path.Combine(Repository.Root, "bin", "agent", "linux-arm64", "udplab-agent");

    /// <summary>The session.</summary>
    public Session Session { get; } = new();

    /// <summary>A folder for files of tests.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("udplab-arm-").FullName;

    /// <summary>The kernel's package; without what a guest with it needs, skips the test and says what is missing.</summary>
    public string RequireKernel()
    {
        Machine.Need(Emulator);
        Assert.SkipUnless(File.Exists(Agent), "The agent for arm64 is not built: dotnet pack src/UdpLab -p:AgentRuntimes=all.");
        string lab = Path.Combine(Environment.GetEnvironmentVariable("UDPLAB_LAB") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "udplab", "lab"), "arm64");
        string? kernel = Directory.Exists(lab) ? Directory.GetFiles(lab, "*.deb").FirstOrDefault() : null;
        Assert.SkipWhen(kernel is null, $"{lab} has no kernel for arm64: bash tests/lab/arm64.sh fetches it.");
        return kernel!;
    }

    /// <summary>Starts the guest "arm", once.</summary>
    public void Require()
    {
        if (!_isUp)
        {
            Session.Give($"$null = New-LabGuest '{RequireKernel()}' -Name arm -NicModel Virtio");
            _isUp = true;
        }
    }

    public void Dispose()
    {
        Session.Run("Get-LabGuest | Remove-LabGuest");
        Session.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
