using System.Runtime.InteropServices;

namespace UdpLab.Agent.Kernel;

/// <summary>The kernel's error numbers and their messages.</summary>
internal static class Errno
{
    public const int EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, E2BIG = 7, EAGAIN = 11, ENOMEM = 12, EACCES = 13, EBUSY = 16, EEXIST = 17, ENODEV = 19, ENOTDIR = 20, EINVAL = 22, EMFILE = 24, ENOTTY = 25, EPIPE = 32, ENOSYS = 38, ETIME = 62,
        ENOPROTOOPT = 92, EOPNOTSUPP = 95, EAFNOSUPPORT = 97, EADDRINUSE = 98, EADDRNOTAVAIL = 99, ENETDOWN = 100, ENOBUFS = 105, ECONNREFUSED = 111, ECANCELED = 125, ENOTSUPP = 524;

    /// <summary>errno of this thread's last call.</summary>
    public static int Last => Marshal.GetLastSystemError();

    /// <summary>strerror(3).</summary>
    public static string Text(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
