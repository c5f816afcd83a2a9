using System.Globalization;
using System.Text.RegularExpressions;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>A capture that has been checked and can begin: the program, the event, what is recorded.</summary>
internal sealed partial class PerfRecipe
{
    private const string Cycles = "cycles", Clock = "cpu-clock";
    private const string RateSysctl = "kernel.perf_event_max_sample_rate";
    private const string Fields = "comm,pid,tid,cpu,time,period,event,ip,sym,dso";

    private PerfRecipe(PerfPlan plan, PerfProgram? program, string eventName, int? processId)
    {
        Plan = plan;
        Program = program;
        Event = eventName;
        ProcessId = processId;
    }

    public PerfPlan Plan { get; }

    /// <summary>The host's perf; null if the agent samples by itself.</summary>
    public PerfProgram? Program { get; }

    public string Event { get; }

    /// <summary>Nothing is sampled: instructions are counted by address (<see cref="InstructionCounts"/>).</summary>
    public bool IsCounted { get; private init; }

    /// <summary>The recorded process; null for CPUs, and for the threads of our own sink.</summary>
    public int? ProcessId { get; }

    /// <summary>Checks everything that can be checked before anything runs.</summary>
    /// <param name="plan">The requested capture.</param>
    /// <param name="ownSink">The threads of this process's sink are to be recorded.</param>
    public static PerfRecipe Check(PerfPlan plan, bool ownSink)
    {
        string prefix = ownSink ? "Profile" : "";
        Cpu.RequireOnline(plan.Cpus);
        if (plan.Event is { } name && !EventName().IsMatch(name))
        {
            throw AgentException.Invalid("Event", $"-Event {name}: not the name of a single event; 'perf list' shows a host's events, such as cycles, cpu-clock, cache-misses:k.");
        }

        if (TextFile.ReadSysctl(RateSysctl) is int most && plan.Frequency > most)
        {
            throw AgentException.Invalid(prefix + "Frequency", string.Create(CultureInfo.InvariantCulture, $"-{prefix}Frequency {plan.Frequency}: the kernel allows {most} samples a second ({RateSysctl}, which it lowers when sampling takes too much time); give a lower value, or raise the limit as root."));
        }

        if (SamplerChoice.IsCounted(plan, ownSink))
        {
            return new PerfRecipe(plan, null, GuestWords.CountedEvent, null) { IsCounted = true };
        }

        PerfProgram? program = SamplerChoice.Make(plan, prefix);
        int? process = plan.ProcessId ?? (plan.SinkPort is int port ? OwnerOf(port) : null);
        if (plan.CacheLine)
        {
            PerfCacheLines.Require();
        }

        int[] cpus = plan.AllCpus ? Cpu.Online() : plan.Cpus;
        PerfAccess.Require(process ?? (ownSink ? Environment.ProcessId : null), cpus, kernel: plan.Event is null || !UserOnly().IsMatch(plan.Event), ownSink);
        return new PerfRecipe(plan, program, plan.CacheLine ? plan.Event ?? Cycles : EventOf(plan), process);
    }

    /// <summary>Cycles, or the clock if the hardware counts none; an explicitly given event is never replaced.</summary>
    private static string EventOf(PerfPlan plan) => plan.Event switch
    {
        null => PerfEvent.TryCycles() == 0 ? Cycles : Clock,
        { } name when IsCycles().IsMatch(name) && PerfEvent.TryCycles() is not (0 or Errno.EACCES or Errno.EPERM) and var errno => throw new AgentException(
            FailureCode.NotSupported,
            $"-Event {name}: this host cannot count CPU cycles (no PMU, or none exposed to the virtual machine). Omit -Event to use {Clock}, or give -Event {Clock}.")
        {
            Errno = errno,
            Path = "perf_event_open",
            Parameter = "Event",
        },
        { } name => name,
    };

    /// <summary>The target: the plan's, or our own sink.</summary>
    public PerfTarget Target => Plan.AllCpus ? new PerfTarget { AllCpus = true }
        : Plan.Cpus.Length > 0 ? new PerfTarget { Cpus = Plan.Cpus }
        : new PerfTarget { ProcessId = ProcessId };

    /// <summary>perf record's arguments.</summary>
    /// <param name="data">File to write.</param>
    /// <param name="target">What to record.</param>
    /// <param name="holder">The program that keeps perf recording until its stdin closes.</param>
    public List<string> RecordArguments(string data, PerfTarget target, string holder)
    {
        List<string> arguments = Plan.CacheLine ? ["c2c", "record", "--"] : ["record", "-e", Event];
        arguments.AddRange(["-F", Text(Plan.Frequency), "-k", "CLOCK_MONOTONIC", "--sample-cpu", "-N", "-o", data]);
        if (HasStacks)
        {
            arguments.AddRange(["--call-graph", Plan.CallGraph == CallGraphMode.Fp ? "fp" : "dwarf"]);
        }

        return [.. arguments, .. target.Arguments, "--", holder];
    }

    /// <summary>What the agent samples if there is no <see cref="Program"/>.</summary>
    public SampleSource Source => new(IsCycles().IsMatch(Event), Plan.Frequency, Kernel: !Event.EndsWith(":u", StringComparison.Ordinal), User: !Event.EndsWith(":k", StringComparison.Ordinal), HasStacks);

    public bool HasStacks => Plan.CallGraph != CallGraphMode.None && !Plan.CacheLine;

    /// <summary>perf script's arguments: fields are named, so that no version adds its own.</summary>
    public static string[] ScriptArguments(string data) => ["script", "-i", data, "-F", Fields, "--ns", "--no-inline", "--show-lost-events"];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int OwnerOf(int port)
    {
        int[] owners = PortOwner.Find(port);
        return owners.Length switch
        {
            1 => owners[0],
            0 => throw new AgentException(FailureCode.NotFound, $"-Sink {port}: no process that can be seen here has UDP port {port} of this host; 'ss -ulpn' lists those that are open.") { Parameter = "Sink" },
            _ => throw new AgentException(FailureCode.InvalidArgument, $"-Sink {port}: {owners.Length} processes have UDP port {port} ({string.Join(", ", owners)}); name one with -ProcessId.") { Parameter = "Sink" },
        };
    }

    // One event: a list would mix two kinds of samples. Commas are part of a PMU's own syntax, cpu/event=0x3c,umask=0/.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_.:-]*$|^[A-Za-z][A-Za-z0-9_-]*/[A-Za-z0-9_.=,-]*/[A-Za-z]*$", RegexOptions.CultureInvariant)]
    private static partial Regex EventName();

    [GeneratedRegex("(:|/)[pGHSDIWe]*u[pGHSDIWeu]*$", RegexOptions.CultureInvariant)]
    private static partial Regex UserOnly();

    // All of perf's wordings for it.
    [GeneratedRegex("^(cpu-)?cycles(:[a-zA-Z]+)?$|^cpu/(cpu-)?cycles/[a-zA-Z]*$", RegexOptions.CultureInvariant)]
    private static partial Regex IsCycles();
}
