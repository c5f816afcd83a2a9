using System.Diagnostics;

namespace UdpLab.Agent.Tests;

/// <summary>A process that computes and goes in and out of the kernel, under whatever name.</summary>
internal sealed class Hog : IDisposable
{
    // A process may rename itself through its comm, in one write: bash's printf makes one of each line.
    private const string Script = """
        [ -z "$1" ] || printf %s "$1" >"/proc/$$/comm"
        while ((SECONDS < 300)); do for i in {1..200}; do read -r -N 512 zeros </proc/version; done; done
        """;

    private readonly Process _process;
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-hog-").FullName;

    private Hog(string? name)
    {
        // What a file may be called, a process that is started by that name is; what has a slash it must call itself.
        bool byFile = name is not null && !name.Contains('/');
        string program = byFile ? Path.Combine(_folder, name!) : "/bin/bash";
        if (byFile)
        {
            File.CreateSymbolicLink(program, "/bin/bash");
        }

        _process = Process.Start(new ProcessStartInfo(program, ["-c", Script, "bash", byFile ? "" : name ?? ""]))!;
    }

    public int Id => _process.Id;

    /// <param name="name">Its comm: anything of 15 bytes; null for bash.</param>
    public static Hog Start(string? name = null)
    {
        Hog hog = new(name);
        Assert.True(Machine.Becomes(() => File.ReadAllText($"/proc/{hog.Id}/comm") == (name ?? "bash") + "\n", 20), "it is not called so");
        return hog;
    }

    /// <summary>Waits until it has had a tenth of a second of CPU time more: there is something to sample.</summary>
    public void Work(long ticks = 10)
    {
        long before = ProcessState.Ticks(Id);
        Assert.True(Machine.Becomes(() => ProcessState.Ticks(Id) >= before + ticks, 60 + ticks / 10), "it gets no CPU time");
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
