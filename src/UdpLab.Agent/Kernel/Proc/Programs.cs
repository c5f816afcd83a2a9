namespace UdpLab.Agent.Kernel;

/// <summary>Programs of the system.</summary>
internal static class Programs
{
    // The PATH of a non-root login often lacks /sbin.
    private static readonly string[] _usual = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Where programs are searched for: PATH, and what it may lack.</summary>
    public static IEnumerable<string> Folders =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Where(f => f[0] == '/').Concat(_usual).Distinct();

    /// <summary>A program's path; null if it is not found.</summary>
    public static string? Find(string name) => Folders.Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
}
