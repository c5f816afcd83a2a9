using System.IO.Enumeration;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// Loads modules in the order of their dependencies, as modprobe(8) does, from the files that depmod(8) makes: modules.dep
/// ("a.ko: b.ko c.ko", the last first), modules.alias ("alias PATTERN NAME"), modules.builtin.
/// </summary>
/// <param name="folder">Where they are: /lib/modules/VERSION.</param>
internal sealed class ModuleLoader(string folder)
{
    private const int ENOEXEC = 8;
    private readonly Dictionary<string, string[]> _files = Files(Lines(folder, "modules.dep"));

    private readonly (string Pattern, string Name)[] _aliases = [.. Lines(folder, "modules.alias")
        .Select(line => line.Split(' '))
        .Where(words => words is ["alias", _, _])
        .Select(words => (Canonical(words[1]), words[2]))];

    private readonly HashSet<string> _loaded = [];

    /// <summary>The modules of the running kernel.</summary>
    public static ModuleLoader OfThisKernel => new(Modules.Folder);

    /// <summary>Loads a module, by its name or an alias.</summary>
    /// <returns>Whether the kernel has it, or has it now.</returns>
    /// <exception cref="AgentException">The kernel refuses it.</exception>
    public bool Load(string wanted)
    {
        string name = Canonical(wanted);
        string[] names = _files.ContainsKey(name) ? [name] : [.. _aliases.Where(a => FileSystemName.MatchesSimpleExpression(a.Pattern, name, ignoreCase: false)).Select(a => a.Name).Distinct()];
        foreach (string file in names.SelectMany(n => _files.GetValueOrDefault(Canonical(n), []).Reverse()).Where(_loaded.Add))
        {
            Insert(Path.Combine(folder, file));
        }

        return names.Length > 0 || Lines(folder, "modules.builtin").Any(file => NameOf(file) == name);
    }

    /// <summary>Loads the drivers of the devices of a bus.</summary>
    public void LoadDrivers(string bus)
    {
        string devices = $"/sys/bus/{bus}/devices";
        foreach (string device in Directory.Exists(devices) ? Directory.GetDirectories(devices) : [])
        {
            if (TextFile.Read(device + "/modalias") is { Length: > 0 } alias)
            {
                _ = Load(alias);
            }
        }
    }

    /// <summary>A module's files by its name, from the lines of modules.dep. Of a module that is there twice the first counts, as for modprobe.</summary>
    public static Dictionary<string, string[]> Files(IEnumerable<string> lines)
    {
        Dictionary<string, string[]> files = [];
        foreach (string[] line in lines.Select(line => line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries)).Where(line => line.Length > 0))
        {
            _ = files.TryAdd(NameOf(line[0]), line);
        }

        return files;
    }

    /// <summary>'-' and '_' are the same in names of modules.</summary>
    private static string Canonical(string name) => name.Replace('-', '_');

    private static string NameOf(string file) => Canonical(Path.GetFileName(file).Split('.')[0]);

    private static IEnumerable<string> Lines(string folder, string file) =>
        File.Exists($"{folder}/{file}") ? File.ReadLines($"{folder}/{file}").Where(line => line.Length > 0 && line[0] != '#') : [];

    private static void Insert(string path)
    {
        int fd = Libc.Open(path, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        nint result = fd < 0 ? -1 : Empty(fd);
        int errno = result < 0 ? Errno.Last : 0;
        _ = fd < 0 ? 0 : Libc.Close(fd);
        if (errno is not (0 or Errno.EEXIST))
        {
            throw AgentException.FromErrno(errno, $"Loading the module {path} failed{(errno == ENOEXEC ? " (it was built for another kernel)" : "")}", path);
        }
    }

    /// <summary>finit_module(2), without parameters.</summary>
    private static unsafe nint Empty(int fd)
    {
        fixed (byte* none = "\0"u8)
        {
            return Libc.Syscall(Processor.LoadModule, fd, (nint)none, 0, 0, 0, 0);
        }
    }
}
