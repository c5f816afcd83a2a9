using System.Diagnostics;
using System.Globalization;

namespace UdpLab.Agent.Tests;

/// <summary>A process that computes and goes in and out of the kernel, under whatever name.</summary>
internal sealed class Hog : IDisposable
{
    // A process may rename itself through its comm, in one write: bash's printf makes one of each line.
    private const string Script = """
        [ -z "$1" ] || printf %s "$1" >"/proc/$$/comm"
        while ((SECONDS < $2)); do for i in {1..200}; do read -r -N 512 zeros </proc/version; done; done
        """;

    private readonly Process _process;
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-hog-").FullName;

    private Hog(string? name, int seconds)
    {
        // What a file may be called, a process that is started by that name is; what has a slash it must call itself.
        bool byFile = name is not null && !name.Contains('/');
        string program = byFile ? Path.Combine(_folder, name!) : "/bin/bash";
        if (byFile)
        {
            File.CreateSymbolicLink(program, "/bin/bash");
        }

        _process = Process.Start(new ProcessStartInfo(program, ["-c", Script, "bash", byFile ? "" : name ?? "", seconds.ToString(CultureInfo.InvariantCulture)]))!;
    }

    public int Id => _process.Id;

    /// <param name="name">Its comm: anything of 15 bytes; null for bash.</param>
    /// <param name="seconds">It ends by itself then.</param>
    public static Hog Start(string? name = null, int seconds = 60)
    {
        Hog hog = new(name, seconds);
        Assert.True(Machine.Becomes(() => File.ReadAllText($"/proc/{hog.Id}/comm") == (name ?? "bash") + "\n", 5), "it is not called so");
        return hog;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
