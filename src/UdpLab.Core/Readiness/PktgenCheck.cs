using UdpLab.Wire;

namespace UdpLab;

/// <summary>The kernel's packet generator.</summary>
internal static class PktgenCheck
{
    private const string Lockdown = "/sys/kernel/security/lockdown";

    public static HostCheck Pktgen { get; } = new(
        "Pktgen",
        "the pktgen module is loaded or can be loaded",
        "pktgen is the fastest generator: a kernel thread per CPU, up to 14 million packets per second per core. Without it floods are slower, and the generator may become the bottleneck of the measurement.",
        "Documentation/networking/pktgen.rst; kernel_lockdown(7)",
        view => [Judge(view)])
    {
        Only = HostRole.Generator,
    };

    private static Verdict Judge(HostView view)
    {
        PktgenFacts pktgen = view.Facts.Pktgen;
        if (pktgen.Loaded)
        {
            return Verdict.Pass("loaded");
        }

        if (!view.Facts.LoadsModules)
        {
            return Without(view, "not in this kernel (CONFIG_NET_PKTGEN), which loads no modules", "Boot a kernel that has it.");
        }

        if (!pktgen.HasModules)
        {
            return Without(view, $"not loaded, and there are no modules of the running kernel {view.Facts.Kernel}", "Was the kernel updated since the boot? Reboot, or install its modules.");
        }

        if (pktgen.File is null)
        {
            return Without(view, $"not loaded, and there is no such module for {view.Facts.Kernel}", "Install the package with the kernel's extra modules (linux-modules-extra, kernel-modules-extra, kernel-modules-internal).");
        }

        if (view.Text("/proc/sys/kernel/modules_disabled") == "1")
        {
            return Without(view, "not loaded, and module loading is disabled until the next boot (kernel.modules_disabled = 1)", "Reboot, and load pktgen before it is set.");
        }

        if (!view.May(HostView.SysModule))
        {
            return Verdict.Advice($"not loaded; {pktgen.File} exists, but this user may not load it", "Run as root, connect with -Sudo, or have an administrator run 'modprobe pktgen' once.");
        }

        return view.Text(Lockdown) is { } lockdown && !lockdown.Contains("[none]", StringComparison.Ordinal)
            ? Verdict.Advice($"not loaded; {pktgen.File} can be loaded if it is signed with a key the kernel trusts (lockdown: {lockdown})", "The distribution's own module is; a locally built one must be signed, or Secure Boot turned off.")
            : Verdict.Pass($"not loaded; {pktgen.File} will be loaded when needed");
    }

    private static Verdict Without(HostView view, string observed, string fix)
    {
        bool xdp = view.May(HostView.NetAdmin) && view.MayOrAdmin(HostView.Bpf) && KernelRelease.Parse(view.Facts.Kernel) is { } release && !release.IsBefore(5, 18);
        return xdp
            ? Verdict.Advice(observed, $"{fix} Until then floods use backend Xdp.")
            : Verdict.Warning(observed, $"{fix} Until then floods use sockets.");
    }
}
