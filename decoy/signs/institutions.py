"""Whose hosts are whose, and which words scammers make them of."""


def words(written: str) -> frozenset[str]:
    """Read words that are separated by spaces."""
    return frozenset(written.split())


SECOND_LEVEL = words(
    """
    co.uk org.uk gov.uk ac.uk nhs.uk com.br com.au co.nz co.jp com.tr com.mx gouv.fr asso.fr com.fr nom.fr co.in
    com.cn co.za com.es com.pl gov.be fgov.be
    """
)
FREE_HOSTING = words(
    """
    web.app firebaseapp.com weebly.com wixsite.com netlify.app vercel.app pages.dev workers.dev herokuapp.com
    blogspot.com duckdns.org ngrok.io ngrok-free.app github.io 000webhostapp.com repl.co godaddysites.com
    webflow.io square.site mystrikingly.com
    """
)
PERSONAL = words(  # where people have their profiles, their pictures, their music and their places
    """
    instagram.com instagr.am ig.me snapchat.com facebook.com fb.com fb.me fb.watch m.me tiktok.com twitter.com
    x.com threads.net threads.com bere.al linkedin.com pinterest.com pinterest.fr pin.it tumblr.com reddit.com
    discord.gg discord.com twitch.tv linktr.ee youtube.com youtu.be spotify.com spotify.link deezer.com
    deezer.page.link soundcloud.com music.apple.com vimeo.com dailymotion.com giphy.com tenor.com imgur.com
    strava.com maps.google.com maps.google.fr maps.app.goo.gl photos.app.goo.gl photos.google.com waze.com
    maps.apple.com share.icloud.com wikipedia.org tinder.com paypal.me lydia-app.com gofund.me leetchi.com
    doodle.com blablacar.fr whatsapp.com steamcommunity.com bsky.app skype.com
    """
)
CHAT = words(
    """
    wa.me wa.link api.whatsapp.com chat.whatsapp.com t.me telegram.me telegram.org
    """
)
SHORTENERS = words(
    """
    bit.ly bitly.com tinyurl.com cutt.ly is.gd v.gd t.ly rb.gy shorturl.at ow.ly s.id   t.co buff.ly
    rebrand.ly bl.ink tiny.cc tny.im qrco.de lc.cx urlz.fr urlr.me vu.fr lstu.fr shorte.st adf.ly trib.al soo.gd
    u.to n9.cl x.gd da.gd shrtco.de tinyurl.fr short.gy kutt.it ln.run me2.do clck.ru 2u.pw 1url.com zpr.io did.li
    """
)
CHEAP = words(  # endings that cost next to nothing, and that hardly anybody uses for anything else
    """
    top xyz icu click cyou sbs cfd bond buzz rest vip monster quest cam lat mom hair skin tk ml ga cf gq pw cc win
    loan bid work support ws beauty makeup autos boats homes yachts lol wang ink zip mov help su ru
    """
)
OFFICIAL = words(  # an institution's own; anything below them is its own too
    """
    gouv.fr service-public.fr ameli.fr caf.fr urssaf.fr francetravail.fr pole-emploi.fr cpam.fr laposte.fr
    laposte.net labanquepostale.fr colissimo.fr chronopost.fr chronopost.com mondialrelay.fr mondialrelay.com
    relaiscolis.com colisprive.com colisprive.fr doctolib.fr dhl.com dhl.fr dhl.de ups.com fedex.com gls-group.com
    gls-group.eu dpd.fr dpd.com dpd.co.uk evri.com royalmail.com gov.uk nhs.uk usps.com irs.gov bpost.be postnl.nl
    postnl.be itsme.be itsme-id.com belastingdienst.nl digid.nl overheid.nl cjib.nl fgov.be belgium.be netflix.com
    amazon.fr amazon.com amazon.co.uk amazon.nl amazon.com.be apple.com icloud.com paypal.com vinted.fr vinted.be
    vinted.nl vinted.com vinted.co.uk leboncoin.fr microsoft.com google.com google.fr bnpparibas
    mabanque.bnpparibas bnpparibasfortis.be credit-agricole.fr societegenerale.fr societegenerale.com
    caisse-epargne.fr banquepopulaire.fr creditmutuel.fr cic.fr lcl.fr boursorama.com boursobank.com revolut.com
    kbc.be belfius.be ing.be ing.nl argenta.be rabobank.nl abnamro.nl orange.fr orange.be sfr.fr free.fr
    bouyguestelecom.fr edf.fr engie.fr engie.be proximus.be telenet.be hsbc.co.uk hsbc.fr barclays.co.uk
    lloydsbank.com lloydsbank.co.uk natwest.com santander.co.uk sncf.com sncf-connect.com binance.com coinbase.com
    ulys.com disneyplus.com marktplaats.nl ebay.fr ebay.com ebay.co.uk carrefour.fr monzo.com tikkie.me
    moncompteformation.gouv.fr uber.com
    """
)
NAMES = words(  # institutions whose name is no ordinary word: a host that has it, and is not theirs, poses as them
    """
    ameli antai cpam dgfip urssaf caf chronopost colissimo laposte mondialrelay doctolib colisprive relaiscolis
    dhl dpd gls fedex evri royalmail hmrc dvla usps bpost postnl itsme belastingdienst digid cjib netflix paypal
    vinted leboncoin bnp lcl bnpparibas creditagricole societegenerale caisseepargne banquepopulaire creditmutuel
    labanquepostale boursorama boursobank revolut fortuneo kbc belfius argenta rabobank abnamro sfr edf
    bouyguestelecom engie totalenergies hsbc barclays lloyds natwest santander monzo binance coinbase impots gouv
    impotsgouv critair franceconnect moncompteformation icloud banquepostale lassurancemaladie assurancemaladie
    cartevitale marktplaats tikkie proximus disneyplus amendes amazon microsoft whatsapp instagram facebook
    snapchat ulys sncf
    """
)
BAIT = words(  # what such a host promises; one alone says nothing
    """
    colis livraison suivi paiement securise secure securite security compte client clients espace facture factures
    amende remboursement renouvellement verification verif verify confirmation confirmer regularisation
    regulariser reglement maj miseajour assistance support dossier vitale vignette banque connexion login account
    accounts billing payment payments parcel delivery track tracking package update redelivery customs douane
    pakket bezorging levering betaling betalen inloggen rekening boete belasting relais peage telepeage cpf prime
    formation abonnement refund rebate tax fee alert auth bank actualisation reprogrammation reexpedition
    expedition portail
    """
)
GLUE = BAIT | words(  # what a borrowed name is glued to
    """
    fr uk be nl net id app web my mon mes ma votre mijn info infos online enligne post point mobile service
    services carte aide help connect gov
    """
)
ENDINGS = words(  # a host without http:// or www. is one only with such an ending, or with a path behind it
    """
    com net org info biz fr eu nl uk io co app dev page web mobi pro xyz top site online shop store club live link
    click vip icu life world ly gl gd gy cc tk ml cf gq ws pw ru su ch lu space website tech digital services
    support help cyou sbs cfd bond buzz rest today email finance bank win loan paris bzh brussels vlaanderen gouv
    direct be delivery express center host cloud group agency network systems solutions
    """
)
