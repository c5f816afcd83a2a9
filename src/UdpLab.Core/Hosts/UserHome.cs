using System.Runtime.InteropServices;

namespace UdpLab;

/// <summary>
/// The user's home folder: HOME if it is the absolute path of a folder owned by the user (or root), otherwise the home of the
/// passwd entry. So root with another user's HOME gets its own.
/// </summary>
internal static class UserHome
{
    private const int EntryLength = 256, BufferLength = 64 * 1024;
    private const int MayReadAndEnter = 4 | 1;

    // Offset of pw_dir in struct passwd; macOS has two more fields before it.
    private static readonly int _homeAt = OperatingSystem.IsMacOS() ? 48 : 32;

    /// <summary>Its path; null if there is none: then the user has no files, and none from the current directory are used instead.</summary>
    public static string? Folder => OperatingSystem.IsWindows()
        ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } profile ? profile : null
        : Usable(Environment.GetEnvironmentVariable("HOME")) ?? Usable(OfPasswd());

    private static string? Usable(string? path) =>
        path is ['/', ..] && Directory.Exists(path) && Access(path, MayReadAndEnter) == 0 && UserFile.IsTrusted(path) ? path : null;

    private static string? OfPasswd()
    {
        IntPtr entry = Marshal.AllocHGlobal(EntryLength), buffer = Marshal.AllocHGlobal(BufferLength);
        try
        {
            return GetPasswd(UserFile.EffectiveUser(), entry, buffer, BufferLength, out IntPtr found) == 0 && found != IntPtr.Zero
                ? Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry, _homeAt))
                : null;
        }
        finally
        {
            Marshal.FreeHGlobal(entry);
            Marshal.FreeHGlobal(buffer);
        }
    }

    [DllImport("libc", EntryPoint = "getpwuid_r")]
    private static extern int GetPasswd(uint user, IntPtr entry, IntPtr buffer, nint length, out IntPtr found);

    [DllImport("libc", EntryPoint = "access", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
