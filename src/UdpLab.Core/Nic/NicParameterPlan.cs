using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Rings, pause, coalescing, offloads, MTU, threaded NAPI.</summary>
internal sealed class NicParameterPlan(NicPlan plan, NicFacts facts, NicSettings wanted)
{
    public void Plan()
    {
        PlanRings();
        PlanMtu();
        PlanFeatures();
        PlanPause();
        PlanCoalescing();
        if (wanted.ThreadedNapi is bool threaded)
        {
            string now = facts.Settings.GetValueOrDefault(SettingNames.ThreadedNapi) ?? throw plan.NotSupported(nameof(NicSettings.ThreadedNapi), "does not have it: it needs Linux 5.12.");
            plan.Add(SettingNames.ThreadedNapi, now, OnOff(threaded), nameof(NicSettings.ThreadedNapi));
        }
    }

    private static string OnOff(bool on) => on ? "on" : "off";

    private void PlanRings()
    {
        Dictionary<string, string> fields = [];
        foreach ((int? size, string field, string parameter) in new[] { (wanted.RxRing, "rx", nameof(NicSettings.RxRing)), (wanted.TxRing, "tx", nameof(NicSettings.TxRing)) })
        {
            if (size is not int number)
            {
                continue;
            }

            if (!facts.Maxima.TryGetValue(field + "-ring", out int maximum))
            {
                throw plan.NotSupported(parameter, "does not let the size of its rings be set.");
            }

            if (number < 1 || number > maximum)
            {
                throw plan.Invalid(parameter, number, $"a ring of {plan.Device} has at most {maximum} descriptors.");
            }

            if (RingSizes.Nearest(facts.Driver, number, maximum) is { } fitting)
            {
                throw plan.Invalid(parameter, number, $"{plan.Device} takes powers of two only; give {string.Join(" or ", fitting)}.");
            }

            fields[field] = number.ToString(CultureInfo.InvariantCulture);
        }

        plan.AddFields(SettingNames.Rings, fields, wanted.RxRing is null ? nameof(NicSettings.TxRing) : nameof(NicSettings.RxRing));
    }

    private void PlanMtu()
    {
        if (wanted.Mtu is not int mtu)
        {
            return;
        }

        if (facts.Maxima.TryGetValue("mtu", out int most) && (mtu > most || mtu < facts.Maxima["mtu-min"]))
        {
            throw plan.Invalid(nameof(NicSettings.Mtu), mtu, $"{plan.Device} takes {facts.Maxima["mtu-min"]} to {most} bytes.");
        }

        plan.Add(SettingNames.Mtu, facts.Settings[SettingNames.Mtu], mtu.ToString(CultureInfo.InvariantCulture), nameof(NicSettings.Mtu));
    }

    private void PlanFeatures()
    {
        const string parameter = "Feature";
        Dictionary<string, string> fields = [];
        foreach ((string name, bool on) in wanted.Features)
        {
            string[] kernel = NicNames.KernelFeatures(name, facts.Features.Keys);
            if (kernel.Length == 0)
            {
                throw plan.Invalid(parameter, $"@{{ {name} = ${on} }}", $"there is no such feature; there are {string.Join(", ", NicNames.ShortFeatures)}, and the kernel's own: {string.Join(", ", facts.Features.Keys)}.");
            }

            string[] changeable = [.. kernel.Except(facts.FixedFeatures)];
            if (changeable.Length == 0 && kernel.Any(k => facts.Features[k] != on))
            {
                throw plan.NotSupported(parameter, $"has {name} {OnOff(!on)} and cannot switch it.");
            }

            foreach (string feature in changeable)
            {
                if (fields.GetValueOrDefault(feature, OnOff(on)) != OnOff(on))
                {
                    string[] others = [.. wanted.Features.Where(w => w.Value != on && NicNames.KernelFeatures(w.Key, facts.Features.Keys).Contains(feature)).Select(w => w.Key)];
                    throw plan.Invalid(parameter, $"@{{ {string.Join("; ", others.Select(other => $"{other} = ${!on}"))}; {name} = ${on} }}", $"both stand for {feature}; give one of them.");
                }

                fields[feature] = OnOff(on);
            }
        }

        plan.AddFields(SettingNames.Features, fields, parameter);
    }

    /// <summary>
    /// Pause autonegotiation goes off as well: it would let the link partner decide, and some devices (e1000e) then accept any
    /// value but keep their own.
    /// </summary>
    private void PlanPause()
    {
        if (wanted.Pause is not NicPause pause)
        {
            return;
        }

        Dictionary<string, string> now = NicBuilder.Fields(facts, SettingNames.Pause) ?? throw plan.NotSupported(nameof(NicSettings.Pause), "has no flow control settings.");
        string rx = OnOff(pause is NicPause.On or NicPause.Rx), tx = OnOff(pause is NicPause.On or NicPause.Tx);
        Dictionary<string, string> fields = new() { ["rx"] = rx, ["tx"] = tx };
        if (now["rx"] != rx || now["tx"] != tx)
        {
            fields["autoneg"] = "off";
        }

        plan.AddFields(SettingNames.Pause, fields, nameof(NicSettings.Pause));
    }

    private void PlanCoalescing()
    {
        const string parameter = nameof(NicSettings.Coalescing);
        if (wanted.Coalescing.Count == 0)
        {
            return;
        }

        Dictionary<string, string> now = NicBuilder.Fields(facts, SettingNames.Coalescing) ?? throw plan.NotSupported(parameter, "has no interrupt coalescing settings.");
        Dictionary<string, string> fields = [];
        foreach ((string name, object? value) in wanted.Coalescing)
        {
            string? ethtool = NicNames.EthtoolCoalescing(name);
            if (ethtool is null || !now.TryGetValue(ethtool, out string? old))
            {
                throw ethtool is null
                    ? plan.Invalid(parameter, $"@{{ {name} = {value} }}", $"there is no such parameter; {plan.Device} has {string.Join(", ", now.Keys.Select(NicNames.Property))}.")
                    : plan.NotSupported(parameter, $"has no {name}; it has {string.Join(", ", now.Keys.Select(NicNames.Property))}.");
            }

            string text = ValueOf(name, value, isSwitch: old is "on" or "off");
            if (fields.GetValueOrDefault(ethtool, text) != text)
            {
                throw plan.Invalid(parameter, $"@{{ {name} = {value} }}", $"{ethtool} is given twice, also as {fields[ethtool]}; give one value.");
            }

            fields[ethtool] = text;
        }

        plan.AddFields(SettingNames.Coalescing, fields, parameter);
    }

    private string ValueOf(string name, object? value, bool isSwitch)
    {
        string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (isSwitch)
        {
            return text.ToLowerInvariant() switch
            {
                "true" or "1" or "on" => "on",
                "false" or "0" or "off" => "off",
                _ => throw plan.Invalid(nameof(NicSettings.Coalescing), $"@{{ {name} = {text} }}", "give $true or $false."),
            };
        }

        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : throw plan.Invalid(nameof(NicSettings.Coalescing), $"@{{ {name} = {text} }}", "give a number, 0 to 4294967295.");
    }
}
