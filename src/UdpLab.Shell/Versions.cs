using System.Management.Automation;
using System.Reflection;

namespace UdpLab.Shell;

/// <summary>Versions of the shell, the engine inside it and the runtime.</summary>
internal static class Versions
{
    public static Version Shell { get; } = typeof(Versions).Assembly.GetName().Version ?? new Version(0, 0);

    public static string Line =>
        $"UdpLab {Shell.ToString(3)} (PowerShell engine {Engine}, .NET {Environment.Version})";

    private static string Engine
    {
        get
        {
            Assembly assembly = typeof(PSObject).Assembly;
            string full = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                ?? assembly.GetName().Version?.ToString() ?? "?";

            // Cut the build or commit suffix of the informational version.
            return full.Split(' ', '+')[0];
        }
    }
}
