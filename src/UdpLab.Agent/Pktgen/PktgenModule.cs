using System.Diagnostics;
using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Pktgen;

/// <summary>Loads the kernel's module pktgen, or says why it cannot be loaded and what would work instead.</summary>
internal static class PktgenModule
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    /// <summary>Loads it if necessary.</summary>
    /// <returns>Whether it was missing.</returns>
    public static bool Require()
    {
        RequireControl();
        if (PktgenFiles.Exist)
        {
            return false;
        }

        if (WhyNot() is { } obstacle)
        {
            throw obstacle;
        }

        (int code, string words) = Modprobe();
        if (code == 0 && PktgenFiles.Exist)
        {
            return true;
        }

        throw Refusal(code, words);
    }

    /// <summary>Throws if it is neither loaded nor available; loads nothing.</summary>
    public static void RequirePresent()
    {
        RequireControl();
        if (PktgenFiles.Exist)
        {
            return;
        }

        if ((WhyNot() ?? (Modules.FileOf("pktgen") is null ? Missing($"the kernel {KernelRelease.Text} has no module pktgen installed") : null)) is { } obstacle)
        {
            throw obstacle;
        }
    }

    /// <summary>What prevents loading, as far as can be seen without trying; null for nothing.</summary>
    public static AgentException? WhyNot()
    {
        if (!PktgenFiles.Exist && !File.Exists("/proc/modules"))
        {
            return Missing($"the kernel {KernelRelease.Text} was built without pktgen (CONFIG_NET_PKTGEN) and without loadable modules: boot a kernel that has it");
        }

        if (!PktgenFiles.Exist && !Privileges.Has(Abi.CAP_SYS_MODULE))
        {
            return new AgentException(FailureCode.PermissionDenied, $"pktgen is not loaded, and loading it needs root (CAP_SYS_MODULE): connect as root or with -Sudo, or have 'modprobe pktgen' run once.") { Advice = Instead(), Parameter = "Backend" };
        }

        return PktgenFiles.Exist || Modules.FileOf("pktgen") is not null ? null : NoModule("");
    }

    /// <summary>The files belong to root (mode 0600), and commands need CAP_NET_ADMIN.</summary>
    public static void RequireControl()
    {
        if (!Privileges.Has(Abi.CAP_NET_ADMIN) || !Environment.IsPrivilegedProcess)
        {
            throw new AgentException(FailureCode.PermissionDenied, $"pktgen belongs to root: its files have mode 0600, and commands need CAP_NET_ADMIN. Run as root, or connect with -UserName root or -Sudo.") { Advice = Instead(), Path = PktgenFiles.Folder, Parameter = "Backend" };
        }
    }

    private static AgentException Refusal(int code, string words)
    {
        string said = words.Length > 0 ? $" (modprobe: {words})" : $" (modprobe ended with {code})";
        if (code == 0)
        {
            return Missing($"modprobe succeeded, but this network namespace has no {PktgenFiles.Folder}");
        }

        if (words.Contains("not found", StringComparison.Ordinal))
        {
            return NoModule(said);
        }

        bool locked = TextFile.Read("/sys/kernel/security/lockdown") is { } lockdown && !lockdown.Contains("[none]", StringComparison.Ordinal);
        if (words.Contains("not permitted", StringComparison.Ordinal) || words.Contains("rejected", StringComparison.Ordinal) || words.Contains("disabled", StringComparison.Ordinal))
        {
            string why = TextFile.Read("/proc/sys/kernel/modules_disabled") == "1" ? "loading modules is switched off until the next boot (kernel.modules_disabled)"
                : locked ? "the kernel is locked down and loads only signed modules: sign it, or boot without Secure Boot"
                : "the kernel refuses to load it";
            return new AgentException(FailureCode.PermissionDenied, $"pktgen cannot be loaded: {why}{said}.") { Advice = Instead(), Path = "pktgen", Parameter = "Backend" };
        }

        return new AgentException(FailureCode.System, $"pktgen cannot be loaded{said}.") { Advice = Instead(), Path = "pktgen", Parameter = "Backend" };
    }

    private static AgentException NoModule(string said) => Missing(Modules.HasFolder
        ? $"the kernel {KernelRelease.Text} has no module pktgen{said}: install the package with its extra modules (kernel-modules-internal or kernel-modules-extra, linux-modules-extra), or build it with CONFIG_NET_PKTGEN=m"
        : $"there are no modules for the running kernel {KernelRelease.Text}{said}: was it updated since the boot? Reboot, or install its modules");

    private static AgentException Missing(string why) => new(FailureCode.NotSupported, $"pktgen cannot be loaded: {why}.") { Advice = Instead(), Path = "pktgen", Parameter = "Backend" };

    /// <summary>Alternatives that work here: only what has been tested is recommended.</summary>
    private static string Instead() => LiveFrames.Work() ? "Invoke-UdpFlood -Backend Xdp works here." : "Invoke-UdpFlood -Backend Socket works here.";

    private static (int Code, string Words) Modprobe()
    {
        if (Programs.Find("modprobe") is not { } program)
        {
            return (127, "modprobe not found; install kmod");
        }

        (int code, string output, string complaints) = ChildProcess.Run(program, ["pktgen"], _patience);
        if (code == ChildProcess.TimedOut)
        {
            return (code, string.Create(CultureInfo.InvariantCulture, $"not done after {_patience.TotalSeconds:0} s"));
        }

        const string prefix = "modprobe: ";
        string first = (complaints + output).Trim().Split('\n')[0];
        return (code, first.StartsWith(prefix, StringComparison.Ordinal) ? first[prefix.Length..] : first);
    }
}
