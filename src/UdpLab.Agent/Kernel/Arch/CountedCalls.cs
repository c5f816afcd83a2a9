using System.Runtime.CompilerServices;

namespace UdpLab.Agent.Kernel;

/// <summary>The receiving system calls, with what the thread executes between them counted (<see cref="UserClock"/>).</summary>
/// <typeparam name="TCalls">The calls themselves.</typeparam>
internal readonly unsafe struct CountedCalls<TCalls> : IReceiveCalls
    where TCalls : struct, IReceiveCalls
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Read(nint fd, void* buffer, nint size)
    {
        UserClock.Leave();
        nint result = TCalls.Read(fd, buffer, size);
        UserClock.Return();
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Recvfrom(nint fd, void* buffer, nint size, nint flags)
    {
        UserClock.Leave();
        nint result = TCalls.Recvfrom(fd, buffer, size, flags);
        UserClock.Return();
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Recvmsg(nint fd, MessageHeader* header, nint flags)
    {
        UserClock.Leave();
        nint result = TCalls.Recvmsg(fd, header, flags);
        UserClock.Return();
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Recvmmsg(nint fd, MessageHeaderMultiple* messages, nint count, nint flags)
    {
        UserClock.Leave();
        nint result = TCalls.Recvmmsg(fd, messages, count, flags);
        UserClock.Return();
        return result;
    }

    public static nint ReadBurst(nint fd, void* buffer, nint size, BurstCount* count)
    {
        nint length;
        while ((length = Read(fd, buffer, size)) >= 0 && GoesOn(count, length))
        {
        }

        return length;
    }

    public static nint RecvfromBurst(nint fd, void* buffer, nint size, nint flags, BurstCount* count)
    {
        nint length;
        while ((length = Recvfrom(fd, buffer, size, flags)) >= 0 && GoesOn(count, length))
        {
        }

        return length;
    }

    public static nint RecvmsgBurst(nint fd, MessageHeader* header, nint flags, BurstCount* count)
    {
        nint length;
        while ((length = Recvmsg(fd, header, flags)) >= 0 && GoesOn(count, length))
        {
        }

        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool GoesOn(BurstCount* count, nint length)
    {
        count->Bytes += length;
        return --count->Credit != 0;
    }
}
