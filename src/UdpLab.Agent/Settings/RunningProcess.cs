using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>
/// "Process irqbalance:123:4567": a process, by name, id and start time, is running or stopped. A stopped process keeps its
/// state, and its supervisor does not start another.
/// </summary>
internal sealed class RunningProcess : SettingKind
{
    private const string Running = "running", Stopped = "stopped";
    private const int SIGCONT = 18, SIGSTOP = 19;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    public override string Name => SettingNames.Process;

    public override string? Read(string target, string which) => Find(which) is { } process ? process.Stopped ? Stopped : Running : null;

    public override void Write(string target, string which, string value)
    {
        ProcessFacts process = Find(which) ?? throw new AgentException(FailureCode.NotFound, $"Process {which} is gone.");
        if (Libc.Kill(process.Id, value == Stopped ? SIGSTOP : SIGCONT) != 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"Changing process {process.Id} ({process.Name}) to '{value}' failed", "kill");
        }

        // Signals are delivered with a delay.
        long end = Clock.Monotonic + (long)_patience.TotalNanoseconds;
        while (Read(target, which) is { } state && state != value && Clock.Monotonic < end)
        {
            Thread.Sleep(1);
        }
    }

    private static ProcessFacts? Find(string which)
    {
        string[] words = which.Split(':');
        return words.Length == 3 && int.TryParse(words[1], CultureInfo.InvariantCulture, out int id)
            && Processes.Read(id) is { } process && process.Name == words[0] && process.StartTicks.ToString(CultureInfo.InvariantCulture) == words[2]
            ? process
            : null;
    }
}
