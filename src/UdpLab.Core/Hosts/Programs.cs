namespace UdpLab;

/// <summary>Programs of this machine.</summary>
internal static class Programs
{
    /// <summary>A program's path, looked for in the folders of PATH only; null where none has it.</summary>
    /// <remarks>
    /// Process.Start would run one of that name in the current directory before them. Entries that are empty or relative mean
    /// the current directory too, and are passed over.
    /// </remarks>
    public static string? Find(string name) => Find(name, Environment.GetEnvironmentVariable("PATH") ?? "");

    /// <inheritdoc cref="Find(string)"/>
    public static string? Find(string name, string path) => path
        .Split(Path.PathSeparator)
        .Where(Path.IsPathFullyQualified)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
        .FirstOrDefault(IsProgram);

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
