using UdpLab.Wire;

namespace UdpLab;

/// <summary>The kernel's packet generator.</summary>
internal static class PktgenCheck
{
    private const string Lockdown = "/sys/kernel/security/lockdown";

    public static HostCheck Pktgen { get; } = new(
        "Pktgen",
        "the module pktgen is loaded, or can be",
        "pktgen is the strongest generator: a kernel thread per CPU, up to 14 million packets a second of a core. Without it floods are weaker, and the generator may be the bottleneck of what is measured.",
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
            return Without(view, $"not loaded, and no module of {view.Facts.Kernel}", "Install the package with the kernel's extra modules (linux-modules-extra, kernel-modules-extra, kernel-modules-internal).");
        }

        if (view.Text("/proc/sys/kernel/modules_disabled") == "1")
        {
            return Without(view, "not loaded, and loading is switched off until the next boot (kernel.modules_disabled = 1)", "Reboot, and load pktgen before that is set.");
        }

        if (!view.May(HostView.SysModule))
        {
            return Verdict.Advice($"not loaded; there is {pktgen.File}, which this user may not load", "Run as root or connect with -Sudo, or have 'modprobe pktgen' run once.");
        }

        return view.Text(Lockdown) is { } lockdown && !lockdown.Contains("[none]", StringComparison.Ordinal)
            ? Verdict.Advice($"not loaded; {pktgen.File} loads when it is signed by a key the kernel trusts (lockdown: {lockdown})", "The distribution's own module is; one built here must be signed, or Secure Boot switched off.")
            : Verdict.Pass($"not loaded; {pktgen.File} is loaded when it is needed");
    }

    private static Verdict Without(HostView view, string observed, string fix)
    {
        bool xdp = view.May(HostView.NetAdmin) && view.MayOrAdmin(HostView.Bpf) && KernelRelease.Parse(view.Facts.Kernel) is { } release && !release.IsBefore(5, 18);
        return xdp
            ? Verdict.Advice(observed, $"{fix} Backend Xdp stands in for it.")
            : Verdict.Warning(observed, $"{fix} Floods come from sockets until then.");
    }
}
