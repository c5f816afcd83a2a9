using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace UdpLab.Agent.Kernel;

/// <summary>The hypervisor under this kernel, by CPUID (Documentation/virt/kvm/x86/cpuid.rst) where there is one.</summary>
internal static class Hypervisor
{
    private const int Features = 1, HypervisorBit = 31, HypervisorLeaf = 0x40000000;

    /// <summary>Its twelve letters (KVMKVMKVM, VMwareVMware, ...), or elsewhere its name; empty if it has none, null on bare metal.</summary>
    public static string? Name()
    {
        if (!X86Base.IsSupported)
        {
            return VirtualBoard.Hypervisor();
        }

        if (((X86Base.CpuId(Features, 0).Ecx >> HypervisorBit) & 1) == 0)
        {
            return null;
        }

        (_, int b, int c, int d) = X86Base.CpuId(HypervisorLeaf, 0);
        Span<int> letters = [b, c, d];
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(letters)).Trim('\0', ' ');
    }
}
