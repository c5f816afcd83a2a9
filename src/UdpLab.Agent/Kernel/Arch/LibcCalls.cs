namespace UdpLab.Agent.Kernel;

/// <summary>The receiving system calls through libc, on any processor.</summary>
internal readonly unsafe struct LibcCalls : IReceiveCalls
{
    public static nint Read(nint fd, void* buffer, nint size) => Result(Libc.Read((int)fd, buffer, size));

    public static nint Recvfrom(nint fd, void* buffer, nint size, nint flags) => Result(Libc.ReceiveFrom((int)fd, buffer, size, (int)flags, null, null));

    public static nint Recvmsg(nint fd, MessageHeader* header, nint flags) => Result(Libc.ReceiveMessage((int)fd, header, (int)flags));

    public static nint Recvmmsg(nint fd, MessageHeaderMultiple* messages, nint count, nint flags) => Result(Libc.ReceiveMultiple((int)fd, messages, (uint)count, (int)flags, null));

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

    private static bool GoesOn(BurstCount* count, nint length)
    {
        count->Bytes += length;
        return --count->Credit != 0;
    }

    private static nint Result(nint result) => result < 0 ? -Errno.Last : result;
}
