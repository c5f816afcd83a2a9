using System.Globalization;
using System.Text;

namespace UdpLab.Agent.Kernel;

/// <summary>uname(2): the running kernel.</summary>
internal static unsafe class KernelRelease
{
    private const int FieldLength = 65, Fields = 6;
    private const int NodeName = 1, Release = 2, Machine = 4;

    /// <summary>uname -r: "6.8.0-45-generic".</summary>
    public static string Text => Field(Release);

    /// <summary>uname -m: "x86_64".</summary>
    public static string Architecture => Field(Machine);

    /// <summary>uname -n.</summary>
    public static string HostName => Field(NodeName);

    /// <summary>Major and minor number; 0.0 if the release has none.</summary>
    public static Version Version
    {
        get
        {
            string[] parts = Text.Split('.', '-', '+');
            return parts.Length > 1 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int major) && int.TryParse(parts[1], CultureInfo.InvariantCulture, out int minor) ? new Version(major, minor) : new Version(0, 0);
        }
    }

    private static string Field(int index)
    {
        byte* names = stackalloc byte[Fields * FieldLength];
        _ = Libc.Uname(names);
        ReadOnlySpan<byte> field = new(names + (index * FieldLength), FieldLength);
        return Encoding.UTF8.GetString(field[..field.IndexOf((byte)0)]);
    }
}
