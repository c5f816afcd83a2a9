using System.Runtime.InteropServices;

namespace UdpLab.Bench.Tools;

/// <summary>CPU time of the children of this process that have ended.</summary>
internal static class ChildCpu
{
    private const int RUSAGE_CHILDREN = -1;

    public static double Seconds
    {
        get
        {
            // struct rusage: two timevals, then 14 longs.
            long[] usage = new long[18];
            return GetUsage(RUSAGE_CHILDREN, usage) == 0 ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6) : 0;
        }
    }

#pragma warning disable SYSLIB1054 // No unsafe code for one call.
    [DllImport("libc", EntryPoint = "getrusage")]
    private static extern int GetUsage(int who, [Out] long[] usage);
#pragma warning restore SYSLIB1054
}
