using System.Diagnostics;
using System.Globalization;
using UdpLab.Tests.Nic;

namespace UdpLab.Tests.Changes;

/// <summary>
/// A veth pair of this machine, set through a real sshd as host `far`: the agents there wait for work, so that strace can be
/// attached to one of them first.
/// </summary>
public sealed class FaultFixture : IDisposable
{
    /// <summary>A name unique to this run.</summary>
    public static readonly string Nic = $"udt{Machine.Own}a";

    private static readonly string _peer = $"udt{Machine.Own}b";

    private readonly SshHome _home = new();
    private readonly SshServer _server;

    public FaultFixture()
    {
        Machine.RequireRoot();
        Tool.Run("sh", "-c", $"ip link add {Nic} numrxqueues 4 numtxqueues 4 type veth peer name {_peer}; ip link set {Nic} up; ip link set {_peer} up");
        _server = new SshServer();
        File.Copy(_server.KnownHosts, _home.KnownHosts);
    }

    public string Connect => _server.Connect("root", "-Name far");

    /// <summary>The CPUs of the first receive queue: the file that the last of a plan's changes is written to.</summary>
    public static string LastFile => $"/sys/class/net/{Nic}/queues/rx-0/rps_cpus";

    internal NicWitness Witness { get; } = new(command => Tool.Run("sh", "-c", command), Nic);

    /// <summary>The agents of this host.</summary>
    public int[] Agents() => _server.Agents;

    /// <summary>Waits for the agents that a connection keeps ready.</summary>
    public int[] Ready(int[] strangers)
    {
        int[] agents = [];
        Assert.True(Machine.Becomes(() => (agents = [.. Agents().Except(strangers)]).Length == 2, 60), "The agents did not become ready.");
        return agents;
    }

    /// <summary>Delays the agents' next write(2) to <see cref="LastFile"/>, before the kernel sees it or after, by some seconds or until <see cref="LetGo"/>.</summary>
    public static Process Delay(int[] agents, string when, int seconds = 1)
    {
        Process strace = Process.Start(new ProcessStartInfo(
            "strace", ["-f", "-qq", "-o", "/dev/null", "-e", "trace=write", "-P", LastFile, "-e", $"inject=write:{when}={seconds}000000", .. agents.SelectMany(id => new[] { "-p", id.ToString(CultureInfo.InvariantCulture) })])
        { RedirectStandardError = true })!;
        strace.BeginErrorReadLine();
        Assert.True(Machine.Becomes(() => agents.All(IsTraced), 30), "strace did not attach.");
        return strace;
    }

    /// <summary>Lets the write continue.</summary>
    public static void LetGo(Process strace)
    {
        Tool.Run("sh", "-c", $"kill {strace.Id} 2>/dev/null || :");
        Assert.True(strace.WaitForExit(60_000), "strace did not exit.");
    }

    /// <summary>True if there is a pending change, in this session's journal or another's.</summary>
    public static bool IsPending() => Directory.EnumerateFiles(StateFolder.Journals).Any(file =>
    {
        string[] lines = ReadLines(file);
        return lines.Any(l => l.Contains("\"Pending\"", StringComparison.Ordinal) && l.Contains("\"Rps\"", StringComparison.Ordinal)
            && lines.Count(other => other.Contains(l[..l.IndexOf(',', StringComparison.Ordinal)], StringComparison.Ordinal)) == 1);
    });

    public void Dispose()
    {
        _server.Dispose();
        _home.Dispose();
        Tool.Run("ip", "link", "del", Nic);
    }

    private static string[] ReadLines(string file)
    {
        using StreamReader reader = new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n');
    }

    private static bool IsTraced(int id) => Directory.EnumerateDirectories($"/proc/{id}/task")
        .All(task => File.ReadLines($"{task}/status").Any(l => l.StartsWith("TracerPid:", StringComparison.Ordinal) && !l.EndsWith("\t0", StringComparison.Ordinal)));
}
