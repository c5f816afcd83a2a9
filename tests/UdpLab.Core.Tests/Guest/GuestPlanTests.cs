using System.Text;

namespace UdpLab.Core.Tests.Guest;

/// <summary>How QEMU is called, and what is kept of what a guest prints.</summary>
public class GuestPlanTests
{
    [Fact]
    public void AnEmulatedGuestGoesWithoutMitigations()
    {
        GuestPlan plan = new() { Kernel = "/boot/vmlinuz", Accelerator = GuestAccelerator.Tcg, Cpus = 3, MemoryMB = 640, Append = ["isolcpus=1"] };
        string[] arguments = [.. plan.Arguments("dut", "/tmp/kernel", "/tmp/initramfs", null)];

        Assert.True(plan.IsEmulated);
        Assert.Equal(("udplab-dut", "tcg,thread=multi", "3", "640", "/tmp/kernel", "/tmp/initramfs"), (After(arguments, "-name"), After(arguments, "-accel"), After(arguments, "-smp"), After(arguments, "-m"), After(arguments, "-kernel"), After(arguments, "-initrd")));
        string[] words = After(arguments, "-append").Split(' ');
        Assert.Contains("mitigations=off", words);
        Assert.Contains("isolcpus=1", words);
        Assert.DoesNotContain("nokaslr", words);
        Assert.DoesNotContain("-icount", arguments);
    }

    /// <summary>Nothing is left to chance: one thread, a clock of instructions, a date, a seed, addresses that are always the same.</summary>
    [Fact]
    public void ADeterministicGuestHasNothingByChance()
    {
        GuestPlan plan = new() { Kernel = "/boot/vmlinuz", Accelerator = GuestAccelerator.Kvm, Deterministic = true };
        string[] arguments = [.. plan.Arguments("dut", "k", "i", null)];

        Assert.True(plan.IsEmulated);
        Assert.Equal(("tcg,thread=single", "shift=0,sleep=off", "1"), (After(arguments, "-accel"), After(arguments, "-icount"), After(arguments, "-seed")));
        Assert.Contains("nokaslr", After(arguments, "-append").Split(' '));
    }

    [Fact]
    public void WithKvmTheProcessorIsTheHosts()
    {
        GuestPlan plan = new() { Kernel = "/boot/vmlinuz", Accelerator = GuestAccelerator.Kvm };
        string[] arguments = [.. plan.Arguments("dut", "k", "i", null)];

        Assert.False(plan.IsEmulated);
        Assert.Equal(("kvm", "host"), (After(arguments, "-accel"), After(arguments, "-cpu")));
        Assert.DoesNotContain("mitigations=off", After(arguments, "-append"));
    }

    [Fact]
    public void OfAConsoleTheEndIsShownFromItsReason()
    {
        string boot = string.Concat(Enumerable.Range(0, 40).Select(i => $"[    {i}.0] line {i}\r\n"));
        Assert.Equal("", Printed("").LastLines());
        Assert.Equal(10, Printed(boot).LastLines().Split('\n').Length);

        GuestConsole dead = Printed($"{boot}[   41.0] Kernel panic - not syncing: VFS: no root\u001b[0m\r\nqemu: warning: nic n0 is not connected to host network\r\n[   42.0] Rebooting\r\n");
        Assert.StartsWith("[   41.0] Kernel panic - not syncing: VFS: no root", dead.LastLines(), StringComparison.Ordinal);
        Assert.EndsWith("[   42.0] Rebooting", dead.LastLines(), StringComparison.Ordinal);
        Assert.DoesNotContain("not connected", dead.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', dead.Text);

        // However much it prints, the last part is kept.
        GuestConsole loud = Printed(new string('x', 1 << 20) + "\nthe end\n");
        Assert.InRange(loud.Text.Length, 1, 256 * 1024);
        Assert.Equal("the end", loud.LastLines().Split('\n')[^1]);
    }

    private static GuestConsole Printed(string text)
    {
        GuestConsole console = new();
        using StreamReader reader = new(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        console.Read(reader);
        return console;
    }

    private static string After(string[] arguments, string option) => arguments[Array.IndexOf(arguments, option) + 1];
}
