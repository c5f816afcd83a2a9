using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>What the kernel lets this user sample: asked of the kernel, explained by its sysctls. Nothing is recorded.</summary>
internal static class PerfAccess
{
    private const string Paranoid = "kernel.perf_event_paranoid", Pointers = "kernel.kptr_restrict";
    private const string Symbols = "/proc/kallsyms";

    /// <summary>Refuses what could not be sampled, or only without symbol names.</summary>
    /// <param name="process">The process to sample; null for CPUs.</param>
    /// <param name="cpus">CPUs to sample completely; empty for none.</param>
    /// <param name="kernel">Kernel code is to be sampled too.</param>
    /// <param name="ownSink">It is our own sink, and -Profile was given.</param>
    public static void Require(int? process, IReadOnlyList<int> cpus, bool kernel, bool ownSink)
    {
        if (process is int id && id != Environment.ProcessId)
        {
            RequireProcess(id, kernel);
        }

        int error = PerfEvent.TrySample(process ?? 0, -1, kernel);
        bool wide = cpus.Count > 0;
        if (error == 0 && wide)
        {
            error = PerfEvent.TrySample(-1, cpus[0], kernel);
        }

        switch (error)
        {
            case 0:
                break;
            case Errno.EACCES or Errno.EPERM:
                throw Denied(error, process, wide, kernel, ownSink);
            case Errno.ENOSYS:
                throw new AgentException(FailureCode.NotSupported, $"The kernel {KernelRelease.Text} was built without perf events (CONFIG_PERF_EVENTS).") { Errno = error, Path = "perf_event_open", Parameter = ownSink ? "Profile" : null };
            default:
                throw AgentException.FromErrno(error, "Sampling with perf_event_open failed", "perf_event_open", ownSink ? "Profile" : null);
        }

        if (kernel)
        {
            RequireSymbols(ownSink);
        }
    }

    /// <summary>/proc/kallsyms has addresses for this user; null if the file does not exist.</summary>
    public static bool? ShowsSymbols()
    {
        try
        {
            return File.Exists(Symbols) ? File.ReadLines(Symbols).Take(100).Any(line => line.Split(' ')[0].AsSpan().Trim('0').Length > 0) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void RequireProcess(int id, bool kernel)
    {
        if (!Directory.Exists($"/proc/{id}"))
        {
            throw new AgentException(FailureCode.NotFound, $"-ProcessId {id}: this host has no such process.") { Parameter = "ProcessId" };
        }

        if (PerfEvent.TrySample(0, -1, kernel) == 0 && PerfEvent.TrySample(id, -1, kernel) is Errno.EACCES or Errno.EPERM)
        {
            throw new AgentException(FailureCode.PermissionDenied, $"-ProcessId {id}: the process belongs to another user, or has more privileges; run as root, or connect with -UserName root or -Sudo.") { Parameter = "ProcessId", Path = "perf_event_open" };
        }
    }

    private static AgentException Denied(int error, int? process, bool wide, bool kernel, bool ownSink)
    {
        int? value = TextFile.ReadSysctl(Paranoid);

        // Documentation/admin-guide/sysctl/kernel.rst; values above 2 are a patch of distributions: nothing at all without privilege.
        int enough = wide ? 0 : kernel ? 1 : 2;
        string what = wide ? "the CPUs as a whole" : kernel ? "the kernel's code, where a sink spends its time" : "anything";
        string remedy = string.Create(CultureInfo.InvariantCulture, $"Run as root (or connect with -UserName root or -Sudo), or have root set 'sysctl -w {Paranoid}={enough}'");
        string instead = !ownSink && !wide && kernel && PerfEvent.TrySample(process ?? 0, -1, kernel: false) == 0 ? "; -Event cpu-clock:u records the user's own code alone" : "";
        string why = value > enough
            ? string.Create(CultureInfo.InvariantCulture, $"{Paranoid} is {value}, which does not let an ordinary user sample {what}")
            : string.Create(CultureInfo.InvariantCulture, $"the kernel refuses to sample {what} though {Paranoid} is {value?.ToString(CultureInfo.InvariantCulture) ?? "not there"}: a container's seccomp filter, an LSM or lockdown is in the way");
        return new AgentException(FailureCode.PermissionDenied, $"Sampling is not allowed here: {why}. {remedy}{instead}.") { Errno = error, Path = Paranoid, Parameter = ownSink ? "Profile" : null };
    }

    /// <summary>Without addresses in kallsyms every kernel sample would be [unknown].</summary>
    private static void RequireSymbols(bool ownSink)
    {
        if (ShowsSymbols() is not false)
        {
            return;
        }

        int? value = TextFile.ReadSysctl(Pointers);
        string remedy = value switch
        {
            2 => $"have root set 'sysctl -w {Pointers}=1' (2 hides them from root too)",
            0 => $"run as root (CAP_SYSLOG), or have root set 'sysctl -w {Paranoid}=1', which is {TextFile.ReadSysctl(Paranoid)} now",
            _ => $"run as root (CAP_SYSLOG), or have root set 'sysctl -w {Pointers}=0'",
        };
        throw new AgentException(FailureCode.PermissionDenied, $"The kernel's symbols are hidden: {Symbols} shows zeros, {Pointers} is {value?.ToString(CultureInfo.InvariantCulture) ?? "not there"}, and every sample of the kernel would be [unknown]. To have names, {remedy}{(ownSink ? "" : "; -Event cpu-clock:u records user code alone")}.") { Path = Pointers, Parameter = ownSink ? "Profile" : null };
    }
}
