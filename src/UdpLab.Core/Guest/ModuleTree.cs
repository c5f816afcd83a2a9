using UdpLab.Wire;

namespace UdpLab;

/// <summary>The modules of a kernel, by name: /lib/modules/VERSION, or a build tree.</summary>
internal sealed class ModuleTree
{
    private readonly Dictionary<string, string> _files;
    private readonly Dictionary<string, KernelModule?> _read = [];

    private ModuleTree(string folder, IEnumerable<string> files)
    {
        Folder = folder;
        _files = files.GroupBy(KernelModule.NameOf).ToDictionary(g => g.Key, g => g.First());
    }

    /// <summary>No modules: all that is needed is built in.</summary>
    public static ModuleTree None { get; } = new("", []);

    /// <summary>Where they are; empty for none.</summary>
    public string Folder { get; }

    /// <summary>Number of modules.</summary>
    public int Count => _files.Count;

    /// <summary>Names of what is built in (modules.builtin), as paths.</summary>
    public IReadOnlyList<string> BuiltIn => File.Exists(Path.Combine(Folder, "modules.builtin")) ? File.ReadAllLines(Path.Combine(Folder, "modules.builtin")) : [];

    /// <summary>Opens the tree in a folder: one with "kernel", one above lib/modules/RELEASE, or one in which a kernel was built.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="release">The kernel's release.</param>
    /// <returns>Null if there is none.</returns>
    public static ModuleTree? Open(string folder, string release)
    {
        string[] places = [Path.Combine(folder, "lib", "modules", release), Path.Combine(folder, "usr", "lib", "modules", release), Path.Combine(folder, release), folder];
        if (Array.Find(places, p => Directory.Exists(Path.Combine(p, "kernel")) && !File.Exists(Path.Combine(p, "Kbuild"))) is { } found)
        {
            return new ModuleTree(found, Directory.EnumerateFiles(found, "*.ko*", SearchOption.AllDirectories).Where(IsModule));
        }

        // A build tree lists its modules, as a/b.ko or, since Linux 6.2, a/b.o.
        string order = Path.Combine(folder, "modules.order");
        return File.Exists(order) ? new ModuleTree(folder, File.ReadLines(order).Select(line => Path.Combine(folder, Path.ChangeExtension(line, ".ko"))).Where(File.Exists)) : null;
    }

    /// <summary>A module; null if there is none of this name.</summary>
    public KernelModule? Find(string name)
    {
        if (!_read.TryGetValue(name, out KernelModule? module))
        {
            module = _files.TryGetValue(name, out string? file) ? KernelModule.Read(file) : null;
            _read[name] = module;
        }

        return module;
    }

    /// <summary>Whether there are modules, and they are this kernel's: one of them says for all.</summary>
    public bool BelongsTo(KernelImage kernel) => _files.Keys.FirstOrDefault() is { } any && Find(any) is { } module && module.Release == kernel.Release && module.Machine == kernel.Processor.ElfMachine;

    /// <summary>Modules of these names, as far as there are any, and those they need.</summary>
    public IReadOnlyList<KernelModule> Take(IEnumerable<string> names)
    {
        Dictionary<string, KernelModule> taken = [];
        Stack<string> open = new(names.Reverse());
        while (open.TryPop(out string? name))
        {
            if (!taken.ContainsKey(name) && Find(name) is { } module)
            {
                taken.Add(name, module);
                foreach (string needed in module.Needs.Concat(module.Helpers))
                {
                    open.Push(needed);
                }
            }
        }

        return [.. taken.Values];
    }

    /// <summary>What a module needs, transitively, in the order of modules.dep: the last is loaded first.</summary>
    public IReadOnlyList<KernelModule> NeedsOf(KernelModule module)
    {
        List<KernelModule> all = [];
        foreach (KernelModule needed in module.Needs.Select(Find).OfType<KernelModule>())
        {
            foreach (KernelModule one in NeedsOf(needed).Prepend(needed))
            {
                _ = all.Remove(one);
                all.Add(one);
            }
        }

        return all;
    }

    private static bool IsModule(string file) => Path.GetFileName(file)[Path.GetFileName(file).IndexOf('.')..] is ".ko" or ".ko.xz" or ".ko.zst" or ".ko.gz";
}
