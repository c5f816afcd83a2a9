using System.Runtime.InteropServices;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A processor that a guest can have: which QEMU runs it, on which board, and what its kernel is told. It follows from the kernel's image.</summary>
internal sealed record GuestProcessor
{
    /// <summary>x86-64.</summary>
    public static GuestProcessor X64 { get; } = new()
    {
        Name = "x86-64",
        Machine = "x86_64",
        ElfMachine = Elf.X64,
        Emulator = "qemu-system-x86_64",
        Packages = "apt install qemu-system-x86, dnf install qemu-system-x86-core",
        Board = "q35",
        Model = "Nehalem,+rdrand",
        Console = "ttyS0",
        EmulatedWords = ["no_timer_check"],
        DeterministicWords = ["tsc=reliable"],
        Architecture = Architecture.X64,
    };

    /// <summary>Arm64: a model that is fast to emulate, and that old kernels know. The interrupt controller is one that serves more than eight CPUs.</summary>
    public static GuestProcessor Arm64 { get; } = new()
    {
        Name = "arm64",
        Machine = "aarch64",
        ElfMachine = Elf.Arm64,
        Emulator = "qemu-system-aarch64",
        Packages = "apt install qemu-system-arm, dnf install qemu-system-aarch64-core",
        Board = "virt,gic-version=max",

        // Emulated, its counter of cycles counts nanoseconds.
        Model = "cortex-a72,pmu=off",
        Console = "ttyAMA0",

        // The timer counts at 1 GHz, an instruction each time, instead of at 62.5 MHz.
        CountingOptions = ",cntfrq=1000000000",
        Architecture = Architecture.Arm64,
    };

    /// <summary>Its name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Its name in uname -m.</summary>
    public required string Machine { get; init; }

    /// <summary>Its number in ELF files.</summary>
    public required int ElfMachine { get; init; }

    /// <summary>QEMU's program for it.</summary>
    public required string Emulator { get; init; }

    /// <summary>How that is installed.</summary>
    public required string Packages { get; init; }

    /// <summary>QEMU's name of the board.</summary>
    public required string Board { get; init; }

    /// <summary>QEMU's name of the emulated model.</summary>
    public required string Model { get; init; }

    /// <summary>What is added to it where instructions are counted.</summary>
    public string CountingOptions { get; init; } = "";

    /// <summary>The serial port that is the console.</summary>
    public required string Console { get; init; }

    /// <summary>Words for the kernel of an emulated one.</summary>
    public IReadOnlyList<string> EmulatedWords { get; init; } = [];

    /// <summary>Words for the kernel of one that counts instructions.</summary>
    public IReadOnlyList<string> DeterministicWords { get; init; } = [];

    /// <summary>.NET's name.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>Whether this machine has such a one, so that KVM can run it.</summary>
    public bool IsThisMachines => RuntimeInformation.OSArchitecture == Architecture;

    /// <summary>The path of QEMU's program.</summary>
    /// <exception cref="LabException">It is not installed.</exception>
    public string FindEmulator(string kernel) => Programs.Find(Emulator)
        ?? throw new LabException(FailureCode.NotFound, $"-Kernel {kernel}: it is for {Name}, and {Emulator}, which runs such guests, is not on PATH: install it ({Packages}).", "Kernel");

    /// <summary>The agent for it.</summary>
    /// <exception cref="LabException">The module was built without it.</exception>
    public byte[] ReadAgent(string kernel)
    {
        string runtime = AgentFile.RuntimeOf(Machine)!;
        return AgentProgram.FindFor(runtime) is { } path ? File.ReadAllBytes(path)
            : throw new LabException(FailureCode.NotFound, $"-Kernel {kernel}: it is for {Name}, and this module was built without the agent for that (agent/{runtime}/udplab-agent): build it with './build.ps1 -Task Package', or dotnet build src/UdpLab -p:AgentRuntimes=all.", "Kernel");
    }
}
