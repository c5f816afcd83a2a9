using System.Diagnostics;
using System.Globalization;

namespace UdpLab.Bench.Lab;

/// <summary>Two QEMU guests of tests/lab/guests.sh.</summary>
internal sealed class GuestPair : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "udplab-bench-" + Guid.NewGuid().ToString("N")[..10]);
    private readonly string _script = Path.Combine(Repository.Root, "tests", "lab", "guests.sh");

    private GuestPair()
    {
    }

    public static GuestPair Start()
    {
        GuestPair pair = new();
        pair.Run("start", pair._folder, "pair");
        return pair;
    }

    public SshLink Connect(string guest)
    {
        Dictionary<string, string> facts = Facts();
        string[] keys = File.ReadAllLines(facts["KNOWN_HOSTS"]);
        return SshLink.Connect(
            new SshTarget
            {
                HostName = $"root@127.0.0.1:{facts["PORT_" + guest.ToUpperInvariant()]}",
                Name = guest,
                KeyFilePath = facts["KEY"],
                HostKeyFingerprint = KnownHosts.Fingerprint(Convert.FromBase64String(keys[0].Split(' ')[2])),
            },
            _ => { },
            CancellationToken.None);
    }

    /// <summary>Runs a command as root in a guest, without UdpLab, and returns its output.</summary>
    public string Capture(string guest, string command, string? input = null)
    {
        Dictionary<string, string> facts = Facts();
        ProcessStartInfo start = new("ssh", ["-F", "none", "-o", "BatchMode=yes", "-o", $"UserKnownHostsFile={facts["KNOWN_HOSTS"]}", "-i", facts["KEY"], "-p", facts["PORT_" + guest.ToUpperInvariant()], "root@127.0.0.1", command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(input ?? "");
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"In the guest '{command}' failed.");
    }

    /// <summary>Delays the guests' answers, by a given time per round trip.</summary>
    public void Delay(double milliseconds)
    {
        foreach (string guest in (string[])["gen", "dut"])
        {
            Run("ssh", _folder, guest, string.Create(CultureInfo.InvariantCulture, $"tc qdisc replace dev mgmt0 root netem delay {milliseconds}ms limit 10000"));
        }
    }

    public void Dispose() => Run("stop", _folder);

    private Dictionary<string, string> Facts() => File.ReadLines(Path.Combine(_folder, "env")).Select(line => line.Split('=', 2)).ToDictionary(words => words[0], words => words[1]);

    private void Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", [_script, .. arguments]))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"guests.sh {string.Join(' ', arguments)} failed.");
        }
    }
}
