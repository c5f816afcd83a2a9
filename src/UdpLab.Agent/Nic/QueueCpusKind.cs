using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>"Rps", "Xps": CPUs of every queue, "rx-0=0-1 rx-1=none" (Documentation/networking/scaling.rst).</summary>
internal sealed class QueueCpusKind(string name, string prefix, string file) : FieldsKind
{
    public override string Name => name;

    public override IReadOnlyCollection<KeyValuePair<string, string>> ReadFields(string target)
    {
        List<KeyValuePair<string, string>> fields = [];
        for (int i = 0; ; i++)
        {
            string queue = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}");

            // A device with one transmit queue has the file, but reading it fails.
            if (TextFile.Read(PathOf(target, queue)) is not { } mask)
            {
                return fields;
            }

            fields.Add(KeyValuePair.Create(queue, CpuText.List(CpuText.ParseMask(mask))));
        }
    }

    protected override void WriteFields(string target, IReadOnlyDictionary<string, string> fields)
    {
        foreach ((string queue, string cpus) in fields)
        {
            // A queue removed by a change of the channels loses its CPUs.
            if (File.Exists(PathOf(target, queue)))
            {
                TextFile.Write(PathOf(target, queue), CpuText.Mask(CpuText.ParseList(cpus)), $"Giving queue {queue} of {target} CPUs {cpus}");
            }
        }
    }

    private string PathOf(string target, string queue) => $"/sys/class/net/{target}/queues/{queue}/{file}";
}
