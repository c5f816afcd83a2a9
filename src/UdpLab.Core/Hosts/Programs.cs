namespace UdpLab;

/// <summary>Programs of this machine.</summary>
internal static class Programs
{
    /// <summary>Finds a program in the folders of PATH; null if none has it.</summary>
    /// <remarks>
    /// Process.Start would prefer one of that name in the current directory. Empty and relative entries also mean the current
    /// directory and are skipped.
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
