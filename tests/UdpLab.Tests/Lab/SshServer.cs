using System.Diagnostics;
using System.Globalization;

namespace UdpLab.Tests;

/// <summary>A real OpenSSH server on this machine, with its own users, keys and homes: tests/lab/sshd.sh.</summary>
public sealed class SshServer : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "udplab-ssh-" + Guid.NewGuid().ToString("N")[..10]);
    private readonly Dictionary<string, string> _facts;

    public SshServer()
        : this([])
    {
    }

    private SshServer(string[] options)
    {
        Machine.RequireRoot();
        Script(["start", _folder, "--keys", SshKeys.Folder, "--parent", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), .. options]);
        _facts = File.ReadLines(Path.Combine(_folder, "env"))
            .Select(line => line.Split('=', 2))
            .ToDictionary(words => words[0], words => words[1].Trim('\'', '"'));
    }

    public string Port => _facts["PORT"];

    public string Address => _facts["ADDRESS"];

    /// <summary>A known_hosts file that knows this server.</summary>
    public string KnownHosts => _facts["KNOWN_HOSTS"];

    public int ProcessId => int.Parse(_facts["PID"], CultureInfo.InvariantCulture);

    /// <summary>Processes of this server and of its users, recognised by their mount namespace.</summary>
    /// <param name="title">What their command line contains.</param>
    public int[] Processes(string title) => [.. Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0 && Space(id) == Space(ProcessId) && CommandLine(id).Contains(title, StringComparison.Ordinal) && !CommandLine(id).StartsWith("/bin/sh", StringComparison.Ordinal) && UdpLab.Tests.Agents.IsAlive(id))];

    /// <summary>Agents started through this server.</summary>
    public int[] Agents => Processes("udplab-agent");

    internal static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string? Space(int id)
    {
        try
        {
            return new FileInfo($"/proc/{id}/ns/mnt").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The log of sshd so far.</summary>
    public string Log => File.ReadAllText(_facts["LOG"]);

    /// <summary>Number of successful logins.</summary>
    public int Logins => Log.Split('\n').Count(line => line.Contains("Accepted ", StringComparison.Ordinal) && line.Contains(" ssh2", StringComparison.Ordinal));

    /// <summary>Fingerprints of its host keys, as ssh-keygen prints them.</summary>
    public string[] Fingerprints => [.. Tool.Run("ssh-keygen", "-lf", KnownHosts).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[1])];

    /// <summary>A private key created for this server.</summary>
    public string Key(string name = "id_ed25519") => Path.Combine(_facts["KEYS"], name);

    /// <summary>Connect-LabHost with what it needs to log in as a user.</summary>
    public string Connect(string user = "lab", string more = "") =>
        $"Connect-LabHost {Address} {user} -Port {Port} -KeyFilePath '{Key()}' {more}";

    public static SshServer Start(params string[] options) => new(options);

    public void Dispose() => Script(["stop", _folder]);

    private static void Script(string[] arguments)
    {
        // Nothing is redirected, since its children would keep the pipes open.
        ProcessStartInfo start = new("bash", [Path.Combine(Repository.Root, "tests", "lab", "sshd.sh"), .. arguments]);
        using Process process = Process.Start(start)!;
        Assert.True(process.WaitForExit(300_000) && process.ExitCode == 0, $"sshd.sh {string.Join(' ', arguments)} failed.");
    }
}
