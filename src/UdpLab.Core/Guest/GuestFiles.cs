using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a guest is started from: QEMU for its processor, and its kernel and initramfs, in memory. Needed until QEMU has started.</summary>
internal sealed class GuestFiles : IDisposable
{
    private readonly MemoryFile _kernel, _initramfs;

    private GuestFiles(string program, KernelImage kernel, MemoryFile image, MemoryFile initramfs) =>
        (Program, Release, Processor, _kernel, _initramfs) = (program, kernel.Release, kernel.Processor, image, initramfs);

    /// <summary>QEMU's path.</summary>
    public string Program { get; }

    /// <summary>The kernel's release.</summary>
    public string Release { get; }

    /// <summary>The kernel's processor.</summary>
    public GuestProcessor Processor { get; }

    /// <summary>Path of the kernel.</summary>
    public string Kernel => _kernel.Path;

    /// <summary>Path of the initramfs.</summary>
    public string Initramfs => _initramfs.Path;

    /// <summary>Reads the kernel and its modules, and finds what else a guest of its processor needs.</summary>
    /// <param name="plan">What the guest is to be.</param>
    /// <param name="name">Its name.</param>
    /// <param name="observer">Where the modules are from.</param>
    /// <param name="cancel">Ctrl-C.</param>
    /// <exception cref="LabException">The kernel cannot be used, or something is missing.</exception>
    public static GuestFiles Make(GuestPlan plan, string name, ILabObserver observer, CancellationToken cancel)
    {
        (KernelImage kernel, ModuleTree modules, IDisposable? unpacked) = KernelSource.Open(plan.Kernel, plan.Module, cancel);
        using (unpacked)
        {
            if (plan.Accelerator == GuestAccelerator.Kvm && !kernel.Processor.IsThisMachines)
            {
                throw new LabException(FailureCode.InvalidArgument, $"-Accelerator Kvm with -Kernel {plan.Kernel}: it is for {kernel.Processor.Name}, and KVM runs kernels for this machine's own processor: leave out -Accelerator, or give Tcg.", "Accelerator");
            }

            string program = kernel.Processor.FindEmulator(plan.Kernel);
            byte[] agent = kernel.Processor.ReadAgent(plan.Kernel);
            MemoryFile image = MemoryFile.Create("kernel", file => file.Write(kernel.Bytes));
            try
            {
                GuestFiles files = new(program, kernel, image, MemoryFile.Create("initramfs", file => GuestInitramfs.Write(file, agent, kernel, modules, plan.Programs)));
                observer.Verbose($"{name}: Linux {kernel.Release} for {kernel.Processor.Name}, {(modules.Count == 0 ? "no modules beside it" : "modules from " + modules.Folder)}.");
                return files;
            }
            catch
            {
                image.Dispose();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kernel.Dispose();
        _initramfs.Dispose();
    }
}
