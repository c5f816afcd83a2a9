using System.Diagnostics;

namespace UdpLab.Tests;

/// <summary>QEMU guests of tests/lab/guests.sh: a pair joined by a cable or, as "cards", one with several cards.</summary>
public sealed class Guests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "udplab-guests-" + Guid.NewGuid().ToString("N")[..10]);
    private readonly Dictionary<string, string> _facts;
    private readonly Dictionary<string, GuestShell> _shells = [];

    public Guests()
        : this("pair")
    {
    }

    internal Guests(string kind)
    {
        Machine.RequireRoot();
        Script("start", _folder, kind);
        _facts = File.ReadLines(Path.Combine(_folder, "env")).Select(line => line.Split('=', 2)).ToDictionary(words => words[0], words => words[1]);
    }

    public string Key => _facts["KEY"];

    public string KnownHosts => _facts["KNOWN_HOSTS"];

    /// <summary>The address of a guest, for -HostName.</summary>
    public string Address(string user, string guest) => $"{user}@127.0.0.1:{_facts["PORT_" + guest.ToUpperInvariant()]}";

    /// <summary>The port of 127.0.0.1 that is forwarded to a guest's sshd.</summary>
    public string Port(string guest) => _facts["PORT_" + guest.ToUpperInvariant()];

    /// <summary>Runs a command as root in a guest, without UdpLab, and returns its output.</summary>
    public string Run(string guest, string command)
    {
        lock (_shells)
        {
            if (!_shells.TryGetValue(guest, out GuestShell? shell))
            {
                string[] options = ["-F", "none", "-o", "BatchMode=yes", "-o", $"UserKnownHostsFile={KnownHosts}", "-i", Key, "-p", Port(guest), "root@127.0.0.1"];
                _shells.Add(guest, shell = new GuestShell(options, Path.Combine(_folder, guest + ".log")));
            }

            return shell.Run(command);
        }
    }

    /// <summary>Number of samples in a perf.data, according to a guest's perf.</summary>
    public long Samples(string guest, string data)
    {
        Tool.Run("scp", "-q", "-F", "none", "-o", "BatchMode=yes", "-o", $"UserKnownHostsFile={KnownHosts}", "-i", Key, "-P", Port(guest), data, "root@127.0.0.1:/tmp/copied.data");
        return Run(guest, "perf report -i /tmp/copied.data --stdio --no-children -g none -F sample,sym -t ';' 2>/dev/null")
            .Split('\n').Where(l => l.Contains(';') && !l.StartsWith('#')).Sum(l => long.Parse(l.Split(';')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        foreach (GuestShell shell in _shells.Values)
        {
            shell.Dispose();
        }

        Script("stop", _folder);
    }

    private static void Script(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "tests", "lab", "guests.sh"), .. arguments]))!;
        Assert.True(process.WaitForExit(600_000) && process.ExitCode == 0, $"guests.sh {string.Join(' ', arguments)} failed.");
    }
}
