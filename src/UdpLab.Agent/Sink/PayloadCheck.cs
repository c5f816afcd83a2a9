using System.Runtime.CompilerServices;

namespace UdpLab.Agent.Sink;

/// <summary>Whether headers are checked, as a type parameter: the loop without the check contains no trace of it.</summary>
internal unsafe interface IPayloadCheck
{
    static abstract void Check(HeaderChecker checker, byte* payload, nint length);
}

internal readonly unsafe struct CheckHeaders : IPayloadCheck
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(HeaderChecker checker, byte* payload, nint length) => checker.Check(payload, length);
}

internal readonly unsafe struct CheckNothing : IPayloadCheck
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(HeaderChecker checker, byte* payload, nint length)
    {
    }
}
