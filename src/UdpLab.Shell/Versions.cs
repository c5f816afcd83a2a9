using System.Management.Automation;
using System.Reflection;

namespace UdpLab.Shell;

/// <summary>Who is speaking: the shell, the engine inside it and the runtime below.</summary>
internal static class Versions
{
    public static Version Shell { get; } = typeof(Versions).Assembly.GetName().Version ?? new Version(0, 0);

    public static string Line =>
        $"UdpLab {Shell.ToString(3)} (PowerShell engine {Engine}, .NET {Environment.Version})";

    private static string Engine
    {
        get
        {
            var assembly = typeof(PSObject).Assembly;
            var full = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                ?? assembly.GetName().Version?.ToString() ?? "?";

            // The informational version ends with a build or commit mark that nobody wants to read.
            return full.Split(' ', '+')[0];
        }
    }
}
