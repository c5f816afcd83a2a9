using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>Running an XDP program over live frames (BPF_F_TEST_XDP_LIVE_FRAMES, Linux 5.18+): who may, and whether this kernel supports it.</summary>
internal static class LiveFrames
{
    private const int XdpDrop = 1;

    // A trial takes the kernel some 20 ms, and neither the kernel nor this process's capabilities change.
    private static bool _worked;

    /// <summary>This process has the capabilities.</summary>
    public static bool AreAllowed => Privileges.Has(Abi.CAP_SYS_ADMIN) || (Privileges.Has(Abi.CAP_BPF) && Privileges.Has(Abi.CAP_NET_ADMIN));

    /// <summary>Whether this process may send live frames, tested with one frame that is dropped.</summary>
    public static bool Work()
    {
        try
        {
            return _worked = _worked || (AreAllowed && Try(FrameLength.Shortest) == 0);
        }
        catch (AgentException)
        {
            return false;
        }
    }

    /// <summary>Makes a frame of this many bytes and drops it; returns 0 or errno.</summary>
    public static int Try(int bytes)
    {
        using BpfObject program = BpfObject.Load(new Assembler().Do(Alu.Move, Register.R0, XdpDrop).Exit().ToArray(), (errno, tried) => AgentException.FromErrno(errno, $"{tried} failed", "bpf"));
        return program.RunLive(new byte[bytes], 1, 1, null);
    }
}
