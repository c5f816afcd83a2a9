namespace UdpLab.Shell;

/// <summary>Finds the module that belongs to this shell.</summary>
internal static class ModuleLocator
{
    public const string Variable = "UDPLAB_MODULE";

    private const string Manifest = "UdpLab.psd1";

    // The depth of src/UdpLab.Shell/bin/Debug/net10.0 below the repository's root; further up is not to be trusted.
    private const int Depth = 5;

    public static string Find() => Find(Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);

    /// <summary>
    /// An explicit path wins. Otherwise the nearest manifest above the program: the repository's after a build, or the package's
    /// own if the shell was shipped inside the module's folder.
    /// </summary>
    public static string Find(string? explicitPath, string start)
    {
        if (!string.IsNullOrEmpty(explicitPath))
        {
            string named = Path.GetFullPath(Directory.Exists(explicitPath) ? Path.Combine(explicitPath, Manifest) : explicitPath);
            return File.Exists(named)
                ? named
                : throw new ShellException($"{Variable} is '{explicitPath}', but there is no module manifest there.");
        }

        DirectoryInfo? folder = new DirectoryInfo(Path.TrimEndingDirectorySeparator(start));
        for (int up = 0; up <= Depth && folder is not null; up++, folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, Manifest);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new ShellException($"no {Manifest} in '{start}' or the {Depth} folders above it. Set {Variable} to the path of the manifest.");
    }
}
