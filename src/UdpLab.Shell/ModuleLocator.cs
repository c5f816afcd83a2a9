namespace UdpLab.Shell;

/// <summary>Finds the module that belongs to this shell.</summary>
internal static class ModuleLocator
{
    public const string Variable = "UDPLAB_MODULE";

    private const string Manifest = "UdpLab.psd1";

    public static string Find() => Find(Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);

    /// <summary>
    /// An explicit path wins. Otherwise the nearest manifest above the program: the repository's after a build,
    /// the package's own when the shell was shipped in a folder of the module.
    /// </summary>
    public static string Find(string? explicitPath, string start)
    {
        if (!string.IsNullOrEmpty(explicitPath))
        {
            var named = Path.GetFullPath(Directory.Exists(explicitPath) ? Path.Combine(explicitPath, Manifest) : explicitPath);
            return File.Exists(named)
                ? named
                : throw new ShellException($"{Variable} is '{explicitPath}', and there is no module manifest there.");
        }

        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, Manifest);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new ShellException($"no {Manifest} in '{start}' or above it. Set {Variable} to the path of the manifest.");
    }
}
