using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a guest is to be.</summary>
internal sealed record GuestPlan
{
    /// <summary>Number of CPUs if none is given.</summary>
    public const int DefaultCpus = 2;

    /// <summary>No card has more pairs of queues.</summary>
    public const int MostQueues = 64;

    // An emulated processor has none of the flaws, and what guards against them more than doubles the time of a packet's way.
    private const string MitigationsOff = "mitigations=off";

    // Everything a guest could take from this machine by chance is fixed: its clock counts instructions, and so does its date; its random
    // numbers have a seed, and addresses are not random.
    private static readonly string[] _deterministicArguments = ["-icount", "shift=0,sleep=off", "-rtc", "base=2026-01-01T00:00:00,clock=vm", "-seed", "1"];
    private static readonly string[] _deterministicWords = [GuestWords.Deterministic, "nokaslr", "norandmaps"];

    /// <summary>Memory in MB if none is given.</summary>
    public const int DefaultMemoryMB = 512;

    /// <summary>Where its kernel is from; a path is absolute.</summary>
    public required string Kernel { get; init; }

    /// <summary>The folder of its modules; null to look beside the kernel.</summary>
    public string? Module { get; init; }

    /// <summary>Its processor, which its kernel decides.</summary>
    public GuestProcessor Processor { get; init; } = GuestProcessor.X64;

    /// <summary>Its name; null for the next free one.</summary>
    public string? Name { get; init; }

    /// <summary>Number of CPUs.</summary>
    public int Cpus { get; init; } = DefaultCpus;

    /// <summary>Memory in MB.</summary>
    public int MemoryMB { get; init; } = DefaultMemoryMB;

    /// <summary>Pairs of queues of its card.</summary>
    public int Queues { get; init; } = 1;

    /// <summary>Words for the kernel's command line.</summary>
    public IReadOnlyList<string> Append { get; init; } = [];

    /// <summary>How the processor is run.</summary>
    public GuestAccelerator Accelerator { get; init; }

    /// <summary>Its clock counts instructions.</summary>
    public bool Deterministic { get; init; }

    /// <summary>Its card; null for none.</summary>
    public GuestCard? Card { get; init; }

    /// <summary>Programs that are put into it, with their paths.</summary>
    public IReadOnlyList<(string Path, byte[] Bytes)> Programs { get; init; } = [];

    /// <summary>Who made it.</summary>
    public Guid Owner { get; init; }

    /// <summary>Whether the processor is emulated.</summary>
    public bool IsEmulated => Deterministic || Accelerator == GuestAccelerator.Tcg || !Processor.IsThisMachines || (Accelerator == GuestAccelerator.Auto && (IsVirtual || !MayUseKvm));

    /// <summary>A virtual machine's own KVM makes guests slower than emulation.</summary>
    private static bool IsVirtual
    {
        get
        {
            try
            {
                return File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ').Contains("hypervisor") ?? true;
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    private static bool MayUseKvm
    {
        get
        {
            try
            {
                using FileStream kvm = new("/dev/kvm", FileMode.Open, FileAccess.ReadWrite);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>QEMU's arguments. The console goes to its stderr, the agents' port to its stdin and stdout.</summary>
    /// <param name="name">The guest's name.</param>
    /// <param name="kernel">Path of the kernel.</param>
    /// <param name="initramfs">Path of the initramfs.</param>
    /// <param name="counter">Its counter of instructions by address; null for none.</param>
    public IReadOnlyList<string> Arguments(string name, string kernel, string initramfs, InstructionCounter? counter)
    {
        // panic=-1 restarts at once, which -no-reboot makes the end; an oops is a panic, since nothing after it can be relied upon.
        string[] words =
        [
            $"console={Processor.Console}", "quiet", "panic=-1", "oops=panic", "net.ifnames=0", "cryptomgr.notests",
            .. IsEmulated ? Processor.EmulatedWords.Append(MitigationsOff) : [], .. Deterministic ? _deterministicWords.Concat(Processor.DeterministicWords) : [],
            .. Card is null ? [] : new[] { Card.Word }, .. Append, GuestWords.Name + name,
        ];
        return
        [
            "-name", $"udplab-{name}", "-M", Processor.Board, "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            .. IsEmulated ? new[] { "-accel", Deterministic ? "tcg,thread=single" : "tcg,thread=multi", "-cpu", Processor.Model + (Deterministic ? Processor.CountingOptions : "") } : ["-accel", "kvm", "-cpu", "host"],
            .. Deterministic ? _deterministicArguments : [],
            "-smp", Cpus.ToString(CultureInfo.InvariantCulture), "-m", MemoryMB.ToString(CultureInfo.InvariantCulture),
            "-chardev", "file,id=console,path=/proc/self/fd/2,append=on", "-serial", "chardev:console",
            "-chardev", "stdio,id=agents,signal=off", "-device", "virtio-serial-pci", "-device", $"virtserialport,chardev=agents,name={GuestFrame.PortName}",
            .. Card?.Arguments ?? [],
            .. counter?.Arguments ?? [],
            "-kernel", kernel, "-initrd", initramfs, "-append", string.Join(' ', words),
        ];
    }
}
